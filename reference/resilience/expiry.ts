/** A signal that is aborted once its time is up. */
export interface Expiry {
  signal: AbortSignal;
  /** lets it never be aborted */
  clear: () => void;
}

/**
 * Begins to count down. AbortSignal.timeout cannot be told that nobody waits any more: it goes off long after each call.
 * @param ms milliseconds
 */
export function expiry(ms: number): Expiry {
  const expired = new AbortController();
  const timer = setTimeout(() => expired.abort(), ms);
  return { signal: expired.signal, clear: () => clearTimeout(timer) };
}
