import { keepsPlans } from "../../engine/probes/accepted-writes.ts";
import { autoscales } from "../../engine/probes/autoscaling.ts";
import { countsRequests } from "../../engine/probes/redis-keys.ts";
import { messageOf } from "../../common/errors.ts";
import type { ProbeContext } from "../../engine/probes/probe.ts";
import type { Session } from "../../engine/session.ts";
import type { DrillOptions } from "../options.ts";
import { takesCredentials } from "./credentials.ts";
import type { Experiment } from "./experiment.ts";
import { squeezed } from "./squeezed.ts";

/** What objectives of chaos drills may need of a target. */
export const capabilities = ["persistence", "credentials", "limiter", "autoscaling", "alerts"] as const;

export type Capability = (typeof capabilities)[number];

/** Looks which capabilities the target has, and states them for the judge. */
export async function establish(
  session: Session,
  options: DrillOptions,
  experiments: readonly Experiment[],
): Promise<ReadonlySet<Capability>> {
  const persistence = await told(session, "persistence", keepsPlans);
  const found: Record<Capability, true | string> = {
    persistence,
    credentials: await takesCredentials(session, experiments, persistence === true),
    limiter: await limits(session, options),
    autoscaling: await told(session, "autoscaling", (context) => autoscales(context, squeezed.workloads)),
    // Whether they work is for the preflight to see: alerts that should come and do not are no lack of the target.
    alerts: session.environment.observability === null ? "nothing watches this environment" : true,
  };
  for (const name of capabilities) await session.capability(name, found[name]);
  return new Set(capabilities.filter((name) => found[name] === true));
}

/** Whether the target limits its clients: settings and header say that it might, counters that it does. */
async function limits(session: Session, { limiter, settings }: DrillOptions): Promise<true | string> {
  if (limiter === null) return "the stack names no header by which clients are told apart";
  if (!settings.RATE_LIMIT_ENABLED || !settings.RATE_LIMIT_PER_USER) return "the target's settings switch it off";
  return told(session, "limiter", countsRequests);
}

/** What could not be looked at is no lack of the target: what needs it would not be tested, and nobody would notice. */
async function told(
  session: Session,
  name: Capability,
  question: (context: ProbeContext) => Promise<true | string>,
): Promise<true | string> {
  try {
    return await session.ask(question);
  } catch (thrown) {
    session.signal.throwIfAborted();
    return session.abort(`whether the target has ${name} could not be looked at: ${messageOf(thrown)}`);
  }
}
