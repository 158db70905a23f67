import { join } from "node:path";
import { messageOf } from "../common/errors.ts";
import type { EnvironmentOutputs } from "../stacks/outputs.ts";
import { signedIn } from "./credentials/signed-in.ts";
import type { Ask } from "./credentials/user.ts";
import type { EvidenceWriter } from "./evidence/evidence-writer.ts";
import type { Journal } from "./evidence/journal.ts";
import type { LoadPlan } from "./evidence/load-plan.ts";
import { withFaultControl } from "./faults/fault-control.ts";
import { LiveBudget } from "./faults/live-budget.ts";
import { watchLive } from "./faults/live-watch.ts";
import { createLoadFolder, type RunPaths } from "./evidence/run-folder.ts";
import { openSamples } from "./evidence/sample-codec.ts";
import type { Sample } from "./evidence/sample.ts";
import { demandOf } from "./judge/wording.ts";
import { type CpuReading, recordHostCpu } from "./load/host-cpu.ts";
import { LivePhase } from "./load/live-phase.ts";
import { runLoad } from "./load/run-load.ts";
import type { ClusterApi } from "./probes/cluster-api.ts";
import { DrillAborted, type Session } from "./session.ts";

/** What a session stands on. */
export interface SessionParts {
  runId: string;
  environment: EnvironmentOutputs;
  /** brings the environment to another config; undefined where it is not the run's to change */
  amend?: ((change: Record<string, string>) => Promise<EnvironmentOutputs>) | undefined;
  paths: RunPaths;
  api: ClusterApi;
  writer: EvidenceWriter;
  journal: Journal;
  /** path of the k6 binary, when it is there: its build may go on while the environment comes up */
  k6: Promise<string>;
  /** writes what the target can do into the run's plan */
  recordCapability: (name: string, has: true | string) => Promise<void>;
  say: (line: string) => void;
  signal: AbortSignal;
  /** tells when faults do too much harm, where not in the usual way */
  watchHarm?: typeof watchLive;
  /** asks the target's Postgres, where not in the usual way */
  askPostgres?: Ask;
}

/**
 * The session of a run: every step goes to the journal before and after it is made.
 * @param part name of the drill's part that the session is of; undefined = the whole drill
 */
export function openSession(given: SessionParts, part?: string): Session {
  // Once faults are lifted from outside, what goes on shows nothing.
  const disarmed = new AbortController();
  const parts = { ...given, signal: AbortSignal.any([given.signal, disarmed.signal]) };
  const { writer, journal, say, signal, watchHarm = watchLive } = parts;
  const named = (name: string) => (part === undefined ? name : `${part}.${name}`);
  let phase = part ?? "";
  let phaseSinceMs: number | undefined;
  const abort = (reason: string, unexercised = false): never => {
    const more = { ...(part === undefined ? {} : { part }), ...(unexercised ? { unexercised } : {}) };
    journal.append({ type: "aborted", phase, reason, ...more });
    say(`  ${part ?? "the drill"} ends here: ${reason}`);
    throw new DrillAborted(reason, part);
  };
  let budget: LiveBudget | undefined;
  let live: LivePhase | undefined;
  /** Runs the body until the faults do too much harm; all of this session ends then. */
  const whileHarmless = async (unharmed: readonly string[], sinceMs: number, body: () => Promise<void>) => {
    const over = new AbortController();
    budget = new LiveBudget(unharmed, sinceMs);
    // It waits for no answer of the API, which may hang: it is over once it is ended.
    const watching = watchHarm(parts, budget, over.signal).then((harm) => {
      if (harm?.ok === false) disarmed.abort(new Error(harm.detail));
      return harm;
    });
    const [done] = await Promise.allSettled([body()]);
    over.abort();
    budget = undefined;
    const harm = await watching;
    const observed = { probe: named("harm"), subject: phase.replace(/^after /, "") };
    if (harm?.ok === false) {
      journal.append({ type: "observation", ...observed, ...harm });
      abort(harm.detail);
    }
    if (done.status === "rejected") throw done.reason;
    const harmless = { ok: true, detail: "no more harm than may be" };
    journal.append({ type: "observation", ...observed, ...(harm ?? harmless) });
  };
  return {
    runId: parts.runId,
    get environment() {
      return parts.environment;
    },
    paths: parts.paths,
    signal,
    phase: async (own, body, sinceMs) => {
      signal.throwIfAborted();
      const name = named(own);
      phase = name;
      say(`phase ${name}`);
      journal.append({ type: "phase-started", phase: name, ...(sinceMs === undefined ? {} : { sinceMs }) });
      phaseSinceMs = sinceMs;
      live = new LivePhase(sinceMs ?? Date.now());
      await body();
      phaseSinceMs = undefined;
      journal.append({ type: "phase-ended", phase: name });
      phase = `after ${name}`;
    },
    observe: async (probe) => {
      signal.throwIfAborted();
      const name = named(probe.name);
      try {
        const observations = await probe.observe({ ...parts, sinceMs: phaseSinceMs });
        for (const observation of observations) {
          const { subject, ok } = observation;
          const detail = writer.excerpt(observation.detail);
          journal.append({ type: "observation", probe: name, ...observation, detail });
          if (ok !== true) say(`  ${name}: ${subject}: ${detail}`);
        }
        return observations.every((observation) => observation.ok === true);
      } catch (thrown) {
        signal.throwIfAborted();
        journal.append({ type: "gap", what: name, reason: messageOf(thrown) });
        say(`  ${name} could not look: ${messageOf(thrown)}`);
        return false;
      }
    },
    ask: (question) => question({ ...parts }),
    capability: async (name, has) => {
      if (has !== true) say(`  the target lacks ${name}: ${has}`);
      await parts.recordCapability(name, has);
    },
    amend: async (change) => {
      if (parts.amend === undefined) throw new Error("the environment is not this run's to change");
      journal.append({ type: "action", action: "amend", detail: Object.keys(change).join(", ") });
      parts.environment = await parts.amend(change);
    },
    hide: (text) => writer.hide(text),
    say,
    note: (action, detail) => {
      say(`  ${action}: ${detail}`);
      journal.append({ type: "action", action, detail });
    },
    missedSoFar: (objectives) =>
      objectives.flatMap((objective) => {
        const found = live?.find(objective);
        if (found?.outcome !== "fail") return [];
        return `${objective.title}: ${found.observed}, demanded ${demandOf(objective)}`;
      }),
    signedIn: (lifetimeMs, body) => signedIn({ ...parts }, lifetimeMs, body),
    load: async (plan) => runPlannedLoad(parts, plan),
    behind: async (plan, body, token) => {
      // It may have to be made first: the body is not to wait for its load.
      await parts.k6;
      const ended = new AbortController();
      const enough = new AbortController();
      // That faults did too much harm ends the body, and the load in order.
      const own = { ...parts, signal: AbortSignal.any([given.signal, ended.signal]) };
      const heard = (sample: Sample) => {
        budget?.record(sample);
        live?.record(sample);
      };
      const load = runPlannedLoad(own, plan, { token, heard, enough: enough.signal });
      // Awaited below; until then its failure is nobody's.
      load.catch(() => undefined);
      try {
        await body();
        enough.abort();
      } catch (thrown) {
        // A drill that ends in order has its load end so as well: what it has seen by then is to count.
        if (thrown instanceof DrillAborted) enough.abort();
        else ended.abort("the drill ended before its load");
        throw thrown;
      } finally {
        await load;
      }
    },
    faults: (body) =>
      withFaultControl({ ...parts }, journal, async (control) => {
        control.lost.addEventListener("abort", () => disarmed.abort(control.lost.reason), { once: true });
        await body({
          traffic: control.traffic,
          inForce: (disturbance, meanwhile) =>
            control.inForce(disturbance, async ({ sinceMs, proven, effects }) => {
              for (const { summary } of disturbance.faults) say(`  fault: ${summary}`);
              for (const effect of effects) {
                journal.append({ type: "observation", probe: named("fault-effect"), ...effect });
                say(`  seen: ${effect.subject}: ${effect.detail}`);
              }
              if (!proven) abort("the fault had no effect that could be seen");
              await whileHarmless(disturbance.unharmed, sinceMs, () => meanwhile(sinceMs));
            }),
        });
      }),
    part: async (own, body) => {
      const name = named(own);
      try {
        await body(openSession(parts, name));
      } catch (thrown) {
        if (!(thrown instanceof DrillAborted) || thrown.part !== name) throw thrown;
      }
    },
    abort,
  };
}

/** @param options.heard is told of each sample as it comes */
async function runPlannedLoad(
  parts: SessionParts,
  plan: LoadPlan,
  { token, heard, enough }: { token?: string | undefined; heard?: (sample: Sample) => void; enough?: AbortSignal } = {},
): Promise<void> {
  const { writer } = parts;
  const k6 = await parts.k6;
  const files = await createLoadFolder(parts.paths, plan.name);
  const samples = openSamples(files.samples);
  parts.journal.append({ type: "load-started", load: plan.name });
  const cpuStopped = new AbortController();
  const cpuFile = join(files.folder, "host-cpu.ndjson");
  const take = (reading: CpuReading) => writer.appendJson(cpuFile, [reading]);
  const cpu = recordHostCpu({ take, signal: cpuStopped.signal });
  try {
    const result = await runLoad({
      k6,
      plan,
      token,
      ...(enough === undefined ? {} : { enough }),
      baseUrl: parts.environment.meshUrl,
      folder: files.folder,
      writer,
      sink: {
        write: (sample) => {
          samples.write(sample);
          heard?.(sample);
        },
        close: async () => samples.close(),
      },
      signal: parts.signal,
    });
    const { report } = result;
    if (report !== null) await writer.writeJson(files.generator, report);
    else parts.journal.append({ type: "gap", what: plan.name, reason: "k6 left no summary" });
    parts.journal.append({ type: "load-ended", load: plan.name, exitCode: report?.exitCode ?? -1 });
  } finally {
    cpuStopped.abort();
    await cpu;
  }
}
