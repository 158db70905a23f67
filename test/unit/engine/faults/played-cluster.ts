import type { AppsV1Api, CoreV1Api, V1Pod } from "@kubernetes/client-node";
import { countersOf, rulesOf } from "../../../../engine/faults/filter.ts";
import { leaseFormat } from "../../../../engine/faults/lease-format.ts";
import { parseLease } from "../../../../engine/faults/fault-lease.ts";
import type { ProxyState, Toxic } from "../../../../engine/faults/proxies.ts";
import { type ApiCall, ClusterApi, type HttpAnswer } from "../../../../engine/probes/cluster-api.ts";
import type { ProbeContext } from "../../../../engine/probes/probe.ts";
import type { EnvironmentOutputs } from "../../../../stacks/outputs.ts";

const kubeconfig = JSON.stringify({
  "current-context": "played",
  clusters: [{ name: "played", cluster: { server: "https://127.0.0.1:1" } }],
  users: [{ name: "nobody", user: {} }],
  contexts: [{ name: "played", context: { cluster: "played", user: "nobody" } }],
});

export const namespace = "biowerk-chaos-1";

interface LeaseObject {
  metadata: { name: string; labels: Record<string, string>; annotations: Record<string, string> };
  spec: object;
}

/** A cluster in memory: Toxiproxy, leases, pods, and a guard on one node that does at once what the leases ask for. */
export class PlayedCluster extends ClusterApi {
  /** everything that was asked of it, in order, and what a test adds */
  readonly log: string[] = [];
  readonly proxies = new Map<string, ProxyState>();
  readonly leases = new Map<string, LeaseObject>();
  readonly workloads = new Map<string, Record<string, unknown>>();
  pods: V1Pod[] = [];
  namespaceMetadata: object = {
    labels: { "drill.biowerk/environment": "chaos-1" },
    annotations: { "drill.biowerk/owner": "someone", "drill.biowerk/ttl": "4h" },
    creationTimestamp: new Date(),
  };
  /** answers a call in the place of the cluster, or fails it by throwing; undefined = as usual */
  intervene: (call: ApiCall) => HttpAnswer | undefined | void = () => undefined;
  /** packets that came to each watched port, and that a cut dropped */
  packets = 3;
  guards = 1;

  constructor() {
    super(kubeconfig);
    for (const name of ["redis", "postgres"]) this.proxies.set(name, { name, enabled: true, toxics: [] });
    this.pods = [pod("toxiproxy", "toxiproxy-0", "10.244.0.9")];
  }

  override readonly core = {
    readNamespace: async () => ({ metadata: this.namespaceMetadata }),
    listNode: async () => ({ items: [{ spec: { podCIDRs: ["10.244.0.0/24", "fd00::/64"] } }] }),
    listNamespacedPod: async ({ labelSelector = "" }) => {
      const [key = "", value] = labelSelector.replace("app.kubernetes.io/", "").split("=");
      const selects = ({ metadata }: V1Pod) =>
        value === undefined ? key in (metadata?.labels ?? {}) : metadata?.labels?.[key] === value;
      const guards = Array.from({ length: this.guards }, (_, n) => pod("fault-guard", `guard-${n}`, "172.18.0.2"));
      return { items: [...this.pods, ...guards].filter(selects) };
    },
  } as unknown as CoreV1Api;

  override readonly apps = {
    readNamespacedDeployment: async ({ name }: { name: string }) => this.workloads.get(name),
    readNamespacedStatefulSet: async ({ name }: { name: string }) => this.workloads.get(name),
  } as unknown as AppsV1Api;

  override async send(call: ApiCall): Promise<HttpAnswer> {
    const path = decodeURIComponent(call.path).replace(`/namespaces/${namespace}`, "");
    this.log.push(`${call.method} ${path}`);
    const answer = this.intervene(call);
    if (answer !== undefined) return answer;
    const body: unknown = call.body === undefined ? undefined : JSON.parse(call.body);
    return (
      this.#leases(call.method, path, body) ??
      this.#toxiproxy(call.method, path, body) ??
      this.#pods(call.method, path) ??
      this.#controllers(path) ??
      this.answer(call.method, path, body) ??
      json(404, { message: `nothing is at ${path}` })
    );
  }

  /** What a cluster with more than this one answers. @param path without its namespace */
  protected answer(_method: string, _path: string, _body: unknown): HttpAnswer | undefined {
    return undefined;
  }

  /** Names of the leases that say that faults are in force. */
  get faultyLeases(): string[] {
    return [...this.leases.values()]
      .filter((lease) => parseLease(lease).undo.length > 0)
      .map(({ metadata }) => metadata.name);
  }

  #leases(method: string, path: string, body: unknown): HttpAnswer | undefined {
    const [, query, name = ""] = /^\/apis\/coordination.k8s.io\/v1\/leases(\?.*)?\/?(.*)$/.exec(path) ?? [];
    if (!path.startsWith("/apis/coordination.k8s.io/v1/leases")) return undefined;
    const sent = body as LeaseObject;
    if (method === "POST") this.leases.set(sent.metadata.name, sent);
    else if (method === "GET" && query !== undefined) return json(200, { items: [...this.leases.values()] });
    else if (!this.leases.has(name)) return json(404, { message: "no such lease" });
    else if (method === "PATCH") this.leases.set(name, sent);
    else if (method === "DELETE") this.leases.delete(name);
    return json(200, {});
  }

  #toxiproxy(method: string, path: string, body: unknown): HttpAnswer | undefined {
    const own = /^\/api\/v1\/services\/http:toxiproxy:8474\/proxy\/proxies\/([^/]+)(?:\/toxics\/?(.*))?$/.exec(path);
    if (own === null) return this.#knock(path);
    const proxy = this.proxies.get(own[1] ?? "");
    if (proxy === undefined) return json(404, { error: "proxy not found" });
    const toxic = own[2];
    if (method === "POST" && toxic === undefined) proxy.enabled = (body as ProxyState).enabled;
    else if (method === "POST") proxy.toxics.push(body as Toxic);
    else if (method === "DELETE") proxy.toxics = proxy.toxics.filter(({ name }) => name !== toxic);
    return json(200, proxy);
  }

  /** Ports 20001 and up are those of the proxies, in their order. */
  #knock(path: string): HttpAnswer | undefined {
    const port = /^\/api\/v1\/services\/http:toxiproxy:(\d+)\/proxy\/$/.exec(path)?.[1];
    if (port === undefined) return undefined;
    const proxy = [...this.proxies.values()][Number(port) - 20_001];
    if (proxy?.enabled !== true) return json(503, { message: "dial tcp: connection refused" });
    if (proxy.toxics.some(({ type }) => type === "timeout")) throw new Error("no answer within 5 s");
    return json(502, { message: "malformed HTTP response" });
  }

  #pods(method: string, path: string): HttpAnswer | undefined {
    if (path.endsWith(":9475/proxy/chains")) return json(200, this.#chains());
    if (path.endsWith(":9475/proxy/lease-format")) return json(200, { leaseFormat });
    const name = /^\/api\/v1\/pods\/([^/?]+)\?gracePeriodSeconds=0$/.exec(path)?.[1];
    if (method !== "DELETE" || name === undefined) return undefined;
    this.pods = this.pods.filter(({ metadata }) => metadata?.name !== name);
    return json(200, {});
  }

  /** What controllers say: the guards that there are to be, and where a service leads. */
  #controllers(path: string): HttpAnswer | undefined {
    if (path.endsWith("/daemonsets/fault-guard")) return json(200, { status: { desiredNumberScheduled: this.guards } });
    const service = /\/endpointslices\?labelSelector=kubernetes.io\/service-name=(.+)$/.exec(path)?.[1];
    if (service === undefined) return undefined;
    const pods = this.pods.filter(({ metadata }) => metadata?.labels?.["name"] === service);
    return json(200, { items: [{ endpoints: pods.map(({ metadata }) => ({ targetRef: { uid: metadata?.uid } })) }] });
  }

  #chains(): object {
    const readable = [...this.leases.values()].filter(({ metadata }) => "drill.biowerk/undo" in metadata.annotations);
    const chains = readable.map((object) => {
      const { chain, filter } = parseLease(object);
      const rules = rulesOf(filter).map((rule) => ({ rule, packets: this.packets }));
      return [chain, countersOf(rules)] as const;
    });
    return Object.fromEntries(chains);
  }
}

export const json = (status: number, body: object): HttpAnswer => ({ status, body: JSON.stringify(body) });

export function pod(workload: string, name: string, ip: string): V1Pod {
  return {
    metadata: { name, uid: `uid-of-${name}`, labels: { name: workload } },
    status: { phase: "Running", podIP: ip },
  };
}

export function contextOf(api: ClusterApi, changed: Partial<EnvironmentOutputs> = {}): ProbeContext {
  return {
    api,
    environment: {
      namespace,
      environmentId: "chaos-1",
      podIsolation: "packet-filter",
      faultLinks: { redis: 20_001, postgres: 20_002 },
      ...changed,
    } as unknown as EnvironmentOutputs,
    runId: "chaos-1-run",
    signal: new AbortController().signal,
  };
}

/** Looks once, and goes on at once. */
export const noPatience = { proofMs: 0, undoMs: 0, guardMs: 0, everyMs: 0 };
