import { redactor } from "../../../../common/redact.ts";
import { MemoryStore } from "../../../helpers/memory-store.ts";
import { someOutputs } from "../../../helpers/outputs.ts";
import type { Ground } from "../../../../drills/restore/ground.ts";
import { runPaths } from "../../../../engine/evidence/run-folder.ts";
import type { ClusterApi } from "../../../../engine/probes/cluster-api.ts";
import type { Observation, ProbeContext } from "../../../../engine/probes/probe.ts";
import { DrillAborted, type Session } from "../../../../engine/session.ts";
import { identity } from "../../backup/played-backup.ts";

/** What a played session does in the place of a real one. */
export interface Wish {
  /** the run's folder */
  folder?: string;
  api?: ClusterApi;
  /** whether a probe looks; of one that does not, nothing is seen and all is taken to be well */
  looks?: (probe: string) => boolean;
  /** answers in the place of the target, one after the other; then the questions are really asked */
  answers?: unknown[];
  /** probes that see something wrong, without a look */
  notWell?: readonly string[];
}

/** A session that remembers what the drill does, and a ground in memory. */
export function playedSession({ folder = "/run", api, looks = () => true, answers = [], notWell = [] }: Wish = {}) {
  /** what was done, in order */
  const done: string[] = [];
  /** by the names of probes */
  const seen = new Map<string, Observation[]>();
  const capabilities: Record<string, true | string> = {};
  const environment = someOutputs({ workloads: [], backup: { image: "backup:1" } });
  const { signal } = new AbortController();
  const context: ProbeContext = { api: api ?? ({} as ClusterApi), environment, runId: "r1", signal };
  const session: Partial<Session> = {
    runId: "r1",
    environment,
    signal,
    paths: runPaths(folder),
    phase: async (name, body) => {
      done.push(`phase ${name}`);
      await body();
    },
    observe: async ({ name, observe }) => {
      const observations = looks(name) ? await observe(context) : [];
      seen.set(name, [...(seen.get(name) ?? []), ...observations]);
      return !notWell.includes(name) && observations.every(({ ok }) => ok === true);
    },
    ask: async (question) => (answers.length > 0 ? (answers.shift() as never) : question(context)),
    capability: async (name, has) => void (capabilities[name] = has),
    amend: async (change) => void done.push(`amend ${JSON.stringify(change)}`),
    hide: redactor([identity, ...Object.values(environment.secrets)]),
    say: () => undefined,
    note: (action, detail) => void done.push(`${action}: ${detail}`),
    load: async ({ name }) => void done.push(`load ${name}`),
    abort: (reason) => {
      done.push(`abort ${reason}`);
      throw new DrillAborted(reason);
    },
  };
  return { session: session as Session, done, seen, capabilities };
}

/** A ground in memory, which pods reach as it is reached from here. */
export function playedGround(root = new MemoryStore()): Ground & { root: MemoryStore } {
  const connection = { region: "us-east-1" };
  return {
    root,
    url: root.url,
    connection,
    reachedFrom: (_environmentId, body) => body(connection),
    at: (prefix) => root.below(prefix),
  };
}
