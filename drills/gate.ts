import { servicesGreen } from "../engine/probes/services-green.ts";
import { servicesReady } from "../engine/probes/services-ready.ts";
import type { Session } from "../engine/session.ts";

const deadlines = { readyMs: 120_000, greenMs: 90_000 } as const;

/**
 * The steady state that every drill starts from; without it nothing that follows would say anything.
 * @param restartsSinceMs since when restarts count, milliseconds since the epoch; undefined = of late
 */
export async function gate(session: Session, restartsSinceMs?: number): Promise<void> {
  await session.phase("gate", async () => {
    const ready = await session.observe(servicesReady({ deadlineMs: deadlines.readyMs, restartsSinceMs }));
    if (!ready) session.abort("services are not ready");
    const green = await session.observe(servicesGreen({ deadlineMs: deadlines.greenMs }));
    if (!green) {
      // What restarted meanwhile says why.
      await session.observe(servicesReady({ deadlineMs: 0, restartsSinceMs }));
      session.abort("services are not green");
    }
  });
}
