import { observers } from "../../../../components/observability/addresses.ts";
import type { HttpAnswer } from "../../../../engine/probes/cluster-api.ts";
import type { ProbeContext } from "../../../../engine/probes/probe.ts";
import type { EnvironmentOutputs } from "../../../../stacks/outputs.ts";
import { contextOf, json, PlayedCluster } from "./played-cluster.ts";

interface Policy {
  metadata: { name: string; labels: Record<string, string> };
  spec: { podSelector: { matchLabels: Record<string, string> }; ingress: object[]; egress: object[] };
}

interface LabelPatch {
  op: "add" | "remove";
  path: string;
  value?: string | null;
}

const prefix = "/metadata/labels/";
const policiesPath = "/apis/networking.k8s.io/v1/networkpolicies";

/** A cluster that enforces NetworkPolicy, unless told otherwise, and a Prometheus that looks at every pod of it. */
export class PolicedCluster extends PlayedCluster {
  readonly policies = new Map<string, Policy>();
  enforced = true;
  /** pods that no longer answer, whatever policies say */
  readonly dead = new Set<string>();
  /** pods that Prometheus has no target at */
  readonly unknown = new Set<string>();

  /** Names of the pods that policies cut off. */
  get isolated(): string[] {
    return this.pods.map(({ metadata }) => metadata?.name ?? "").filter((name) => this.#isIsolated(name));
  }

  /** Names of the pods that are labelled for a policy. */
  get labelled(): string[] {
    return this.pods.flatMap(({ metadata }) =>
      Object.keys(metadata?.labels ?? {}).includes("drill.biowerk/isolated") ? [metadata?.name ?? ""] : [],
    );
  }

  protected override answer(method: string, path: string, body: unknown): HttpAnswer | undefined {
    if (path.startsWith(policiesPath)) return this.#policies(method, path, body as Policy);
    if (path === "/api/v1/services/http:prometheus:9090/proxy/api/v1/query?query=up") return json(200, this.#up());
    const name = /^\/api\/v1\/pods\/([^/?]+)$/.exec(path)?.[1];
    return method === "PATCH" && name !== undefined ? this.#label(name, body as LabelPatch[]) : undefined;
  }

  #policies(method: string, path: string, sent: Policy): HttpAnswer {
    const [, key = "", value] = /\?labelSelector=([^=]+)=(.*)$/.exec(path) ?? [];
    const selected = [...this.policies.values()].filter(({ metadata }) => metadata.labels[key] === value);
    if (method === "POST" && this.policies.has(sent.metadata.name)) return json(409, { message: "already exists" });
    if (method === "POST") this.policies.set(sent.metadata.name, sent);
    else if (method === "DELETE") for (const { metadata } of selected) this.policies.delete(metadata.name);
    return json(200, { items: selected });
  }

  /** As the API server does it: what is not there cannot be removed. */
  #label(name: string, patch: readonly LabelPatch[]): HttpAnswer {
    const pod = this.pods.find(({ metadata }) => metadata?.name === name);
    if (pod === undefined) return json(404, { message: "no such pod" });
    const labels: Record<string, unknown> = { ...pod.metadata?.labels };
    for (const { op, path, value } of patch) {
      const key = path.slice(prefix.length).replaceAll("~1", "/");
      if (op === "remove" && !(key in labels)) return json(422, { message: `nothing is at ${path}` });
      if (op === "add") labels[key] = value;
      else delete labels[key];
    }
    pod.metadata = { ...pod.metadata, labels: labels as Record<string, string> };
    return json(200, pod);
  }

  #up(): object {
    const looked = this.pods.filter(({ metadata }) => !this.unknown.has(metadata?.name ?? ""));
    const result = looked.map(({ metadata, status }) => {
      const name = metadata?.name ?? "";
      const up = !this.dead.has(name) && !(this.enforced && this.#isIsolated(name));
      return { metric: { instance: `${status?.podIP}:8001` }, value: [1_700_000_000.5, up ? "1" : "0"] };
    });
    return { status: "success", data: { resultType: "vector", result } };
  }

  #isIsolated(name: string): boolean {
    const labels = this.pods.find(({ metadata }) => metadata?.name === name)?.metadata?.labels ?? {};
    return [...this.policies.values()].some(({ spec }) =>
      Object.entries(spec.podSelector.matchLabels).every(([key, value]) => labels[key] === value),
    );
  }
}

const { prometheus, alertmanager, alertReceiver, logKeeper } = observers;

/** An environment on a cluster that cuts pods off by policies. */
export const policedContextOf = (cluster: PolicedCluster, changed: Partial<EnvironmentOutputs> = {}): ProbeContext =>
  contextOf(cluster, {
    podIsolation: "network-policy",
    observability: { prometheus, alertmanager, alertReceiver, logKeeper },
    ...changed,
  });
