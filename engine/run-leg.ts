import type { EnvironmentOutputs } from "../stacks/outputs.ts";
import { describeEnvironment } from "./environment/describe.ts";
import { collectAlerts } from "./evidence/collect-alerts.ts";
import { collectEvents } from "./evidence/collect-events.ts";
import { collectLogs } from "./evidence/collect-logs.ts";
import { collectSeries } from "./evidence/collect-series.ts";
import type { EvidenceWriter } from "./evidence/evidence-writer.ts";
import type { Journal } from "./evidence/journal.ts";
import { keptLogs } from "./evidence/kept-log.ts";
import type { RunPaths } from "./evidence/run-folder.ts";
import type { EnvironmentRecord, RunPlan } from "./evidence/run-record.ts";
import { ClusterApi } from "./probes/cluster-api.ts";
import type { EnvironmentSource } from "./environment-source.ts";
import { openSession } from "./run-session.ts";
import { passphraseOf, secretsOf } from "./secrets.ts";
import { DrillAborted, type Session } from "./session.ts";

/** Where a run leaves what it sees. */
export interface RunFiles {
  paths: RunPaths;
  writer: EvidenceWriter;
  journal: Journal;
  segments: EnvironmentRecord["segments"];
  plan: RunPlan;
}

/** What a drill does on one environment. */
export interface Leg {
  runId: string;
  source: EnvironmentSource;
  act: (session: Session) => Promise<void>;
  say: (line: string) => void;
  signal: AbortSignal;
}

export interface LegResult {
  /** what the environment was */
  record: EnvironmentRecord;
  /** false = the drill ended itself before the end of its act */
  completed: boolean;
}

/** Brings the environment up, collects from before the first action, acts, and stops collecting. */
export async function runLeg(leg: Leg, files: RunFiles): Promise<LegResult> {
  const { source, say, signal } = leg;
  const { paths, writer, journal, segments, plan } = files;
  const environment = await bringUp(leg, files);
  const api = new ClusterApi(environment.kubeconfig);
  const collectors = [
    collectLogs(api, {
      namespace: environment.namespace,
      folder: paths.pods,
      writer,
      kept: keptLogs({ api, environment }),
    }),
    collectEvents(api, { namespace: environment.namespace, file: paths.events, writer }),
    collectSeries(api, { namespace: environment.namespace, file: paths.series, writer }),
    collectAlerts(api, { environment, file: paths.alerts, writer }),
  ];
  try {
    const recordCapability = async (name: string, has: true | string) => {
      plan.capabilities[name] = has;
      await writer.writeJson(paths.plan, plan);
    };
    const parts = {
      runId: leg.runId,
      environment,
      paths,
      api,
      writer,
      journal,
      k6: source.k6,
      amend: amendment(leg, files),
      recordCapability,
      say,
      signal,
    };
    let completed = true;
    await timed(segments, "drill", async () => {
      try {
        await leg.act(openSession(parts));
      } catch (thrown) {
        if (!(thrown instanceof DrillAborted)) throw thrown;
        completed = false;
      }
      // A load that was cut short returns in order; the run is interrupted all the same.
      signal.throwIfAborted();
    });
    return { record: await describeEnvironment(source.lease, environment, api, source.facts()), completed };
  } finally {
    for (const collector of collectors) {
      for (const reason of await collector.stop()) journal.append({ type: "gap", what: "collector", reason });
    }
    api.close();
  }
}

/** Brings the environment up; from then on its secrets are hidden, also where it came up in parts only. */
async function bringUp({ source, signal }: Leg, { writer, segments }: RunFiles): Promise<EnvironmentOutputs> {
  try {
    const environment = await timed(segments, "environment up", () => source.bringUp(signal));
    writer.learn(await secretsOf(environment));
    return environment;
  } finally {
    writer.learn([await passphraseOf(source.lease.id)]);
  }
}

/** Brings the environment to another config in the middle of the drill. */
function amendment({ source, signal }: Leg, { segments }: RunFiles) {
  const { amend } = source;
  return (
    amend && ((change: Record<string, string>) => timed(segments, "environment amended", () => amend(change, signal)))
  );
}

/** Notes how long something took, also where it fails. */
export async function timed<T>(
  segments: EnvironmentRecord["segments"],
  name: string,
  body: () => Promise<T>,
): Promise<T> {
  const start = performance.now();
  try {
    return await body();
  } finally {
    segments.push({ name, durationMs: Math.round(performance.now() - start) });
  }
}
