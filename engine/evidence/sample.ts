/**
 * One request of a load, as the generator saw it.
 * Outcomes: "ok" (2xx and `ok: true`), "not-ok" (2xx, but the contract's `ok` is not true), "timeout", "connection"
 * (no answer), or "status-<code>".
 */
export interface Sample {
  /** when the request was sent, milliseconds since the epoch */
  startMs: number;
  /** from sent to last byte, milliseconds with fraction */
  durationMs: number;
  endpoint: string;
  outcome: string;
  /** the request's number within its load, from 0; message ids are made of it */
  n: number;
}
