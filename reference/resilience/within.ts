import { TaskCancelledError } from "cockatiel";
import { expiry } from "./expiry.ts";

/**
 * Waits for work no longer than `ms` milliseconds; the work itself is told by the signal, and not stopped. Cockatiel's
 * own time-out has its signal go off at the end of every call, in time or not, which costs more than most calls' work.
 * @throws TaskCancelledError of cockatiel when the time is up
 */
export async function within<T>(ms: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { signal, clear } = expiry(ms);
  const tooLong = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(new TaskCancelledError(`no answer within ${ms} ms`)), { once: true });
  });
  try {
    return await Promise.race([work(signal), tooLong]);
  } finally {
    clear();
  }
}
