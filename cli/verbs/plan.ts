import type { Command } from "commander";
import type { DrillEntry } from "../../drills/catalogue.ts";
import { withLengths } from "../../drills/chaos/changed.ts";
import type { DrillOptions } from "../../drills/options.ts";
import { ClusterApi } from "../../engine/probes/cluster-api.ts";
import type { ProbeContext } from "../../engine/probes/probe.ts";
import { attachedSource, findEnvironment, type StandingEnvironment } from "../attached.ts";
import type { Edges } from "../edges.ts";
import type { SourceWish } from "../environment-source.ts";
import { interruptible } from "../interrupts.ts";
import { designOf, experimentsOf } from "../plan/design.ts";
import { planText } from "../plan/plan-text.ts";
import { resolve } from "../plan/resolved.ts";
import { loadOptions } from "../planned-run.ts";
import { limiterOf, settingsOf, stackConfig } from "../stack-file.ts";
import { withDocker } from "../with-docker.ts";

interface PlanWish {
  attach?: string;
  json?: true;
  duration?: string;
  rate?: string;
}

/** The verb that says what a drill would do. */
export function registerPlanVerb(program: Command, edges: Edges, finish: (code: number) => void): void {
  program
    .command("plan <drill>")
    .description("print what a drill would do and demand, without touching anything")
    .option("--attach <environment>", "for an environment that is up; of a chaos drill also what it would touch there")
    .option("--duration <duration>", "length of each load")
    .option("--rate <per-second>", "arrivals per second of open-model loads")
    .option("--json", "for machines")
    .action(async (name: string, wish: PlanWish, command: Command) => {
      const { startDocker } = command.optsWithGlobals<{ startDocker: boolean }>();
      const entry = edges.findDrill(name);
      finish(
        await interruptible(
          edges.say,
          () => [],
          (signal) => plan(entry, wish, { mayStartDocker: startDocker, say: edges.say, signal }, edges),
        ),
      );
    });
}

async function plan(entry: DrillEntry, wish: PlanWish, source: Omit<SourceWish, "id">, edges: Edges): Promise<void> {
  const up = wish.attach === undefined ? undefined : await findEnvironment(wish.attach);
  const stack = up?.stack ?? entry.defaultStack;
  const config = up?.config ?? (await stackConfig(stack, []));
  const options: DrillOptions = {
    runId: "planned",
    stack,
    limiter: limiterOf(config),
    settings: settingsOf(config),
    injectFaults: true,
    ...loadOptions(wish),
  };
  const program = entry.build(options);
  const experiments = withLengths(experimentsOf(entry.name), options);
  const resolved =
    up === undefined || experiments.length === 0
      ? []
      : await inEnvironment(up, source, edges, (context) =>
          Promise.all(experiments.map((experiment) => resolve(experiment, options, context))),
        );
  const planned = experiments.map((experiment, index) => ({
    design: designOf(experiment, options),
    resolved: resolved[index] ?? null,
  }));
  if (wish.json) edges.print(JSON.stringify({ ...program, act: undefined, experiments: planned }, null, 2));
  else for (const line of planText(program, entry.summary, planned)) edges.print(line);
}

/** Looks at an environment that is up, as a probe would. */
async function inEnvironment<T>(
  up: StandingEnvironment,
  wish: Omit<SourceWish, "id">,
  edges: Edges,
  look: (context: ProbeContext) => Promise<T>,
): Promise<T> {
  return withDocker(edges, async () => {
    const { signal } = wish;
    const environment = await (await attachedSource(up, wish, edges)).bringUp(signal);
    const api = new ClusterApi(environment.kubeconfig);
    try {
      return await look({ api, environment, runId: "planned", signal });
    } finally {
      api.close();
    }
  });
}
