import { Readable } from "node:stream";
import type { V1Pod } from "@kubernetes/client-node";
import type { JobLine } from "../../../../backup/job/lines.ts";
import type { jobObject, jobSecret } from "../../../../engine/backup/job-objects.ts";
import type { ApiCall, ClusterApi } from "../../../../engine/probes/cluster-api.ts";

/** A pod of the Job. */
export interface PlayedPod {
  name: string;
  /** what it printed until it ended, or was killed */
  printed: (JobLine | string)[];
  phase?: "Pending" | "Running" | "Failed";
}

/** A cluster in which pods of a Job say what they are told to, the first one first. */
export class PlayedJobs {
  pods: PlayedPod[] = [];
  /** by the name of a Job: what its pod says in the end, where it has no other pods */
  readonly results = new Map<string, unknown>();
  /** what becomes of the Job once no pod is left */
  condition: { type: string; status: string } | undefined = { type: "Failed", status: "True" };
  /** everything that was written, asked for and removed, in order */
  readonly log: string[] = [];
  readonly written: unknown[] = [];
  /** may throw in the place of an answer */
  intervene: (call: string) => void = () => undefined;

  /** The Secret and the Job that were made. */
  get made() {
    return this.written as [ReturnType<typeof jobSecret>, ReturnType<typeof jobObject>];
  }

  get api(): ClusterApi {
    return {
      core: { listNamespacedPod: async ({ labelSelector = "" }) => ({ items: this.#list(labelSelector) }) },
      write: async ({ method, path, body = "" }: ApiCall) => {
        this.#note(`${method} ${path}`);
        const object = JSON.parse(body) as ReturnType<typeof jobObject>;
        this.written.push(object);
        const { name } = object.metadata;
        if (object.kind === "Job" && this.results.has(name)) {
          this.pods = [{ name: `${name}-0`, printed: [done(this.results.get(name))] }];
        }
      },
      get: async (path: string) => {
        this.#note(`GET ${path}`);
        const conditions = this.condition === undefined ? [] : [this.condition];
        return { status: 200, body: JSON.stringify({ status: { conditions } }) };
      },
      remove: async (path: string) => this.#note(`DELETE ${path}`),
      stream: async (path: string) => {
        this.#note(`FOLLOW ${path}`);
        const printed = this.pods.find(({ name }) => path.includes(`/pods/${name}/log`))?.printed ?? [];
        const lines = printed.map((line) => (typeof line === "string" ? line : JSON.stringify(line)));
        return Readable.from([Buffer.from(lines.map((line) => `${line}\n`).join(""))]);
      },
    } as unknown as ClusterApi;
  }

  /** Newest first, which the API does not promise either. */
  #list(labelSelector: string): V1Pod[] {
    this.#note(`LIST ${labelSelector}`);
    return this.pods
      .map(({ name, phase = "Failed" }, at) => ({
        metadata: { name, creationTimestamp: new Date(at * 1_000) },
        status: { phase },
      }))
      .reverse();
  }

  #note(call: string): void {
    this.log.push(call);
    this.intervene(call);
  }
}

export const done = (result: unknown): JobLine => ({ type: "done", result });
