import { isDeepStrictEqual } from "node:util";
import type * as pulumi from "@pulumi/pulumi";
import * as z from "zod";
import { containersOf, createCluster, deleteCluster } from "./cluster.ts";
import { type ClusterState, clusterInputs, replacing } from "./inputs.ts";

const token = "kind:index:Cluster";

/** The provider `kind`: one resource, a throwaway Kubernetes cluster in Docker on this machine. */
export class KindProvider implements pulumi.provider.Provider {
  readonly version = "1.0.0";
  readonly #cancelled = new AbortController();

  async getSchema(): Promise<string> {
    return JSON.stringify({ name: "kind", version: this.version, resources: { [token]: {} } });
  }

  async check(urn: string, _olds: unknown, news: unknown): Promise<pulumi.provider.CheckResult> {
    refuseOthers(urn);
    const parsed = clusterInputs.safeParse(stripInternal(news));
    if (parsed.success) return { inputs: parsed.data };
    const failures = parsed.error.issues.map((issue) => ({ property: issue.path.join("."), reason: issue.message }));
    return { inputs: news, failures };
  }

  async diff(_id: string, _urn: string, olds: ClusterState, news: unknown): Promise<pulumi.provider.DiffResult> {
    const wanted = clusterInputs.parse(stripInternal(news));
    const replaces = replacing.filter((key) => !isDeepStrictEqual(olds[key], wanted[key]));
    // Archives are loaded when the cluster is made; other images make another cluster.
    if (!isDeepStrictEqual(olds.imageArchives, wanted.imageArchives)) {
      return { changes: true, replaces: [...replaces, "imageArchives"], deleteBeforeReplace: true };
    }
    return { changes: replaces.length > 0, replaces: [...replaces], deleteBeforeReplace: true };
  }

  async create(_urn: string, inputs: unknown): Promise<pulumi.provider.CreateResult> {
    const state = await createCluster(clusterInputs.parse(stripInternal(inputs)), this.#cancelled.signal);
    return { id: state.name, outs: state };
  }

  async read(id: string, _urn: string, props?: unknown): Promise<pulumi.provider.ReadResult> {
    return (await containersOf(id)).length === 0 ? {} : { id, props };
  }

  async delete(id: string): Promise<void> {
    await deleteCluster(id);
  }

  async cancel(): Promise<void> {
    this.#cancelled.abort();
  }
}

function refuseOthers(urn: string): void {
  if (!urn.includes(`${token}::`)) throw new Error(`the kind provider has one resource, ${token}; asked for ${urn}`);
}

/** The engine adds keys of its own, which start with two underscores. */
function stripInternal(values: unknown): Record<string, unknown> {
  const record = z.record(z.string(), z.unknown()).parse(values);
  return Object.fromEntries(Object.entries(record).filter(([key]) => !key.startsWith("__")));
}
