import type { Settings } from "../../contract/settings.ts";

/** For calls that show a breaker well again, and probes that look once a second, seconds. */
const looksSeconds = 6;

/**
 * How long a target has to recover once the faults are lifted, seconds: an open breaker must close, and mesh look twice
 * at an agent's health. Probes of recovery wait as long and no longer, so that the load behind them goes on till the end.
 */
export function recoverySeconds({ CIRCUIT_BREAKER_TIMEOUT, HEALTH_CHECK_INTERVAL }: Settings): number {
  return Math.ceil(CIRCUIT_BREAKER_TIMEOUT + 2 * HEALTH_CHECK_INTERVAL + looksSeconds);
}

/** The same in milliseconds. */
export const recoveryMs = (settings: Settings): number => recoverySeconds(settings) * 1_000;
