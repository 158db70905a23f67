import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import * as z from "zod";
import { formatDuration } from "../common/duration.ts";

/** Says what takes long; whoever does long work gets one passed in. */
export interface Progress {
  /** Runs the work and shows meanwhile what runs, for how long, and how long it took the last time. */
  step<T>(what: string, work: () => Promise<T>): Promise<T>;
  note(line: string): void;
}

/** Where progress goes: stderr, or a stream of a test. */
export interface ProgressStream {
  write(text: string): unknown;
  isTTY?: boolean | undefined;
  columns?: number | undefined;
}

const durationsOf = z.record(z.string(), z.number().nonnegative());
const clearLine = "\r\u001b[2K";

export const silentProgress: Progress = { step: (_what, work) => work(), note: () => undefined };

/**
 * Progress on a stream: one line rewritten in place on a terminal, otherwise a line every ten seconds per step.
 * @param durationsFile JSON of step -> milliseconds it took the last time it succeeded
 */
export function showProgress(stream: ProgressStream, durationsFile: string): Progress {
  const running = new Map<symbol, { what: string; since: number; last: string }>();
  const inPlace = stream.isTTY === true;
  let timer: NodeJS.Timeout | undefined;

  const describe = (step: { what: string; since: number; last: string }) =>
    `${step.what}: ${formatDuration(performance.now() - step.since)} so far${step.last}`;
  const status = () => {
    const text = [...running.values()].map(describe).join(" · ");
    if (text !== "") stream.write(`${clearLine}${text.slice(0, (stream.columns ?? 80) - 1)}`);
  };
  const line = (text: string) => {
    stream.write(`${inPlace ? clearLine : ""}${text}\n`);
    if (inPlace) status();
  };
  const tick = () => {
    if (inPlace) status();
    else for (const step of running.values()) line(describe(step));
  };
  const watch = () => {
    if (running.size > 0) timer ??= setInterval(tick, inPlace ? 1_000 : 10_000).unref();
    else {
      clearInterval(timer);
      timer = undefined;
    }
  };

  return {
    note: line,
    async step(what, work) {
      const took = readDurations(durationsFile)[what];
      const last = took === undefined ? "" : ` (${formatDuration(took)} last time)`;
      const id = Symbol(what);
      const since = performance.now();
      running.set(id, { what, since, last });
      watch();
      if (inPlace) status();
      else line(`${what}${last}`);
      let outcome = "failed after";
      try {
        const result = await work();
        outcome = "done in";
        return result;
      } finally {
        const ms = performance.now() - since;
        running.delete(id);
        watch();
        line(`${what}: ${outcome} ${formatDuration(ms)}`);
        if (outcome === "done in") keepDuration(durationsFile, what, ms);
      }
    },
  };
}

function readDurations(file: string): Record<string, number> {
  try {
    return durationsOf.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return {};
  }
}

// A duration is a courtesy: where it cannot be kept, the step has still succeeded.
function keepDuration(file: string, what: string, ms: number): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, JSON.stringify({ ...readDurations(file), [what]: Math.round(ms) }, undefined, 2));
    renameSync(draft, file);
  } catch {
    return;
  }
}
