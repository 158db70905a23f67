import { join } from "node:path";
import { messageOf } from "../common/errors.ts";
import type { EnvironmentOutputs } from "../stacks/outputs.ts";
import type { EvidenceWriter } from "./evidence/evidence-writer.ts";
import type { Journal } from "./evidence/journal.ts";
import type { LoadPlan } from "./evidence/load-plan.ts";
import { createLoadFolder, type RunPaths } from "./evidence/run-folder.ts";
import { openSamples } from "./evidence/sample-codec.ts";
import { type CpuReading, recordHostCpu } from "./load/host-cpu.ts";
import { runLoad } from "./load/run-load.ts";
import type { ClusterApi } from "./probes/cluster-api.ts";
import { DrillAborted, type Session } from "./session.ts";

/** What a session stands on. */
export interface SessionParts {
  runId: string;
  environment: EnvironmentOutputs;
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
}

/** The session of a run: every step goes to the journal before and after it is made. */
export function openSession(parts: SessionParts): Session {
  const { writer, journal, say, signal } = parts;
  let phase = "";
  return {
    runId: parts.runId,
    environment: parts.environment,
    paths: parts.paths,
    signal,
    phase: async (name, body) => {
      signal.throwIfAborted();
      phase = name;
      say(`phase ${name}`);
      journal.append({ type: "phase-started", phase: name });
      await body();
      journal.append({ type: "phase-ended", phase: name });
    },
    observe: async (probe) => {
      signal.throwIfAborted();
      try {
        const observations = await probe.observe({ ...parts });
        for (const { subject, ok, detail: whole } of observations) {
          const detail = writer.excerpt(whole);
          journal.append({ type: "observation", probe: probe.name, subject, ok, detail });
          if (ok !== true) say(`  ${probe.name}: ${subject}: ${detail}`);
        }
        return observations.every((observation) => observation.ok !== false);
      } catch (thrown) {
        signal.throwIfAborted();
        journal.append({ type: "gap", what: probe.name, reason: messageOf(thrown) });
        say(`  ${probe.name} could not look: ${messageOf(thrown)}`);
        return false;
      }
    },
    ask: (question) => question({ ...parts }),
    capability: async (name, has) => {
      if (has !== true) say(`  the target lacks ${name}: ${has}`);
      await parts.recordCapability(name, has);
    },
    load: async (plan) => runPlannedLoad(parts, plan),
    abort: (reason) => {
      journal.append({ type: "aborted", phase, reason });
      say(`  the drill ends here: ${reason}`);
      throw new DrillAborted(reason);
    },
  };
}

async function runPlannedLoad(parts: SessionParts, plan: LoadPlan): Promise<void> {
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
      baseUrl: parts.environment.meshUrl,
      folder: files.folder,
      writer,
      sink: { write: (sample) => samples.write(sample), close: async () => samples.close() },
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
