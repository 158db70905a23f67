import { setTimeout as sleep } from "node:timers/promises";
import type { Service } from "./service.ts";

/** Bounds on the steps of a shutdown, milliseconds; together they stay below five seconds. */
export interface ShutdownTimes {
  /** requests still come in while the cluster learns that this pod ends */
  lingerMs: number;
  /** for requests under way */
  closeMs: number;
  /** for connections to stores */
  stopMs: number;
}

export const shutdownTimes: ShutdownTimes = { lingerMs: 1_000, closeMs: 2_500, stopMs: 1_000 };

/** Ends a service in order; what takes too long is left behind. */
export async function shutDown(service: Service, times: ShutdownTimes = shutdownTimes): Promise<void> {
  service.drain.start();
  await sleep(times.lingerMs);
  await Promise.race([service.app.close(), sleep(times.closeMs)]);
  await Promise.race([service.stop(), sleep(times.stopMs)]);
}
