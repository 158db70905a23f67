import { timeout, TimeoutStrategy } from "cockatiel";

/**
 * Waits for work no longer than `ms` milliseconds; the work itself is told by the signal, and not stopped.
 * @throws TaskCancelledError of cockatiel when the time is up
 */
export function within<T>(ms: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  return timeout(ms, TimeoutStrategy.Aggressive).execute(({ signal }) => work(signal));
}
