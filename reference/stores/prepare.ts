import { setTimeout as sleep } from "node:timers/promises";
import { messageOf } from "../../common/errors.ts";
import type { RemoteStore } from "./reply-store.ts";

const firstPauseMs = 200;
const longestPauseMs = 5_000;

/** Prepares a store that may come up later than the agent. */
export class Preparation {
  readonly #store: RemoteStore;
  #prepared = false;

  constructor(store: RemoteStore) {
    this.#store = store;
  }

  /** Tries until it succeeds or the signal is aborted. */
  async run(signal: AbortSignal, warn: (message: string) => void): Promise<void> {
    for (let pause = firstPauseMs; !signal.aborted; pause = Math.min(2 * pause, longestPauseMs)) {
      try {
        await this.#store.prepare();
        this.#prepared = true;
        return;
      } catch (thrown) {
        warn(`the store is not prepared yet: ${messageOf(thrown)}`);
        await sleep(pause, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  /** Throws where the store does not answer or was not prepared. */
  async check(): Promise<void> {
    await this.#store.ping();
    if (!this.#prepared) throw new Error("not prepared yet");
  }
}
