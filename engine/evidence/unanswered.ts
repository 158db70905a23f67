/** How finely a load's time is divided to see a peak: parts of the time that a request may take. */
const slotsPerTimeout = 10;

/** Counts how many requests at once waited for an answer that never came; memory grows with a load's length alone. */
export class UnansweredCounter {
  readonly #slotMs: number;
  /** part of the load -> requests sent in it that were never answered */
  readonly #sent = new Map<number, number>();

  /** @param timeoutMs how long each of them waited */
  constructor(timeoutMs: number) {
    this.#slotMs = timeoutMs / slotsPerTimeout;
  }

  /** @param sinceStartMs when a request was sent that was never answered */
  record(sinceStartMs: number): void {
    const slot = Math.floor(sinceStartMs / this.#slotMs);
    this.#sent.set(slot, (this.#sent.get(slot) ?? 0) + 1);
  }

  /** The most that waited at the end of any part: all that were sent within a timeout before it. */
  most(): number {
    const waitingAtEndOf = (slot: number) =>
      Array.from({ length: slotsPerTimeout }, (_, back) => this.#sent.get(slot - back) ?? 0).reduce((a, b) => a + b);
    return [...this.#sent.keys()].reduce((most, slot) => Math.max(most, waitingAtEndOf(slot)), 0);
  }
}
