import { setTimeout as sleep } from "node:timers/promises";
import type { LoadPlan } from "../../engine/evidence/load-plan.ts";
import { kneeOf } from "../../engine/probes/knee.ts";
import type { Session } from "../../engine/session.ts";
import { offeredTo } from "../offers.ts";
import type { Stage } from "./experiment.ts";

/**
 * Offers the rates of a stage's surge one after the other, and tells the knee. Each begins when the one before has been
 * offered, not when it has been answered: the whole is an open-model load that rises in steps.
 */
export async function rise(stage: Stage, steps: readonly LoadPlan[], background: LoadPlan, session: Session) {
  const { surge } = stage;
  if (surge === undefined) return;
  let total = 0;
  const loads = steps.map(async (plan) => {
    const startMs = total;
    total += plan.durationMs;
    await sleep(startMs, undefined, { signal: session.signal });
    await session.load(plan);
  });
  // None may go on behind what follows.
  const failed = (await Promise.allSettled(loads)).find(({ status }) => status === "rejected");
  if (failed?.status === "rejected") throw failed.reason;
  const files = steps.map((plan) => ({ plan, file: session.paths.load(plan.name).samples }));
  const besides = offeredTo(background, ({ name }) => name === surge.route);
  await session.observe(kneeOf(`${stage.name}.knee`, surge.route, files, besides));
}
