import { setTimeout as sleep } from "node:timers/promises";

/**
 * Looks at once, again and again with a pause between, and a last time when stopped.
 * @returns stops it, and waits for the last look
 */
export function repeatLooks(pauseMs: number, look: () => Promise<void>): () => Promise<void> {
  const stopped = new AbortController();
  const looking = (async () => {
    while (!stopped.signal.aborted) {
      await look();
      await sleep(pauseMs, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
    await look();
  })();
  return async () => {
    stopped.abort();
    await looking;
  };
}
