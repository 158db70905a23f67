import type { Sample } from "../evidence/sample.ts";

const sampleLine = /^(\d+),(\d+\.\d+),([^,]+),(ok|not-ok|timeout|connection|status-\d{3}),(\d+)$/;

/** Reads a line that the k6 script wrote for a request; null when the line is anything else. */
export function parseSampleLine(line: string, endpoints: ReadonlySet<string>): Sample | null {
  const [, startMs, durationMs, endpoint, outcome, n] = sampleLine.exec(line) ?? [];
  if (endpoint === undefined || outcome === undefined || !endpoints.has(endpoint)) return null;
  return { startMs: Number(startMs), durationMs: Number(durationMs), endpoint, outcome, n: Number(n) };
}

const KEPT_LINES = 100;
const KEPT_WIDTH = 500;
// k6 says this of every request without an answer; the sample's outcome says it better.
const SAID_BY_SAMPLES = "Request Failed";
const crash = /^(panic:|fatal error:|unexpected k6 panic)/;
const stackLine = /^\s+at /;

/** What k6 said besides samples: counted in full, kept only to the last hundred lines. */
export class K6Log {
  count = 0;
  readonly #kept: string[] = [];
  #crash: string | null = null;

  add(line: string): void {
    if (line === SAID_BY_SAMPLES || line.trim() === "") return;
    this.count += 1;
    const cut = line.slice(0, KEPT_WIDTH);
    if (crash.test(line)) this.#crash ??= cut;
    this.#kept.push(cut);
    if (this.#kept.length > KEPT_LINES) this.#kept.shift();
  }

  lines(): string[] {
    return [...this.#kept];
  }

  /** The last message as one line, without its stack; how a crash began, if there was one. */
  headline(): string {
    if (this.#crash !== null) return this.#crash;
    const start = this.#kept.findLastIndex((line) => !/^\s/.test(line));
    const message = this.#kept.slice(Math.max(0, start)).filter((line) => !stackLine.test(line));
    return message.map((line) => line.trim()).join(" ") || "nothing was said";
  }
}
