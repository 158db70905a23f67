import { setTimeout as sleep } from "node:timers/promises";
import { DrillError, messageOf } from "./errors.ts";

/** One look at the thing waited for: done with a value, or what was seen instead. */
export type Look<T> = { done: true; value: T } | { done: false; seen: string };

/**
 * Polls until `look` is done; a look that throws counts as not done. The error names the wait and what was last seen.
 * @param wait.timeoutMs bound on the whole wait, milliseconds
 * @param wait.everyMs pause between looks, milliseconds (default 250)
 */
export async function waitFor<T>(
  wait: { what: string; timeoutMs: number; everyMs?: number; remedy: string; signal?: AbortSignal },
  look: () => Promise<Look<T>>,
): Promise<T> {
  const deadline = performance.now() + wait.timeoutMs;
  let seen = "nothing yet";
  for (;;) {
    wait.signal?.throwIfAborted();
    try {
      const answer = await look();
      if (answer.done) return answer.value;
      seen = answer.seen;
    } catch (thrown) {
      seen = messageOf(thrown);
    }
    if (performance.now() >= deadline) {
      throw new DrillError({
        code: "wait.timeout",
        kind: "environment",
        message: `${wait.what} did not happen within ${Math.round(wait.timeoutMs / 1000)} s; last seen: ${seen}`,
        remedy: wait.remedy,
      });
    }
    await sleep(wait.everyMs ?? 250, undefined, wait.signal === undefined ? undefined : { signal: wait.signal });
  }
}
