import { timeout, TimeoutStrategy } from "cockatiel";

/**
 * Waits for work no longer than `ms` milliseconds; the work itself is not stopped.
 * @throws TaskCancelledError of cockatiel when the time is up
 */
export function within<T>(ms: number, work: () => Promise<T>): Promise<T> {
  return timeout(ms, TimeoutStrategy.Aggressive).execute(work);
}
