import { closeSync, createReadStream, openSync, writeSync } from "node:fs";
import { createGunzip, gzipSync } from "node:zlib";
import { DrillError } from "../../common/errors.ts";
import { unreadable } from "./json-file.ts";
import type { Sample } from "./sample.ts";

/** First line of every samples file. */
export const samplesHeader = "start_ms,duration_ms,endpoint,outcome,n";

/** Writes the samples of one load. */
export interface SampleWriter {
  write(sample: Sample): void;
  close(): void;
}

/**
 * Up to `length` samples as parallel columns, in the order of the file. The columns are reused: read them before
 * returning. `endpoint` and `outcome` index into `endpoints` and `outcomes`, which only grow over one file.
 */
export interface SampleBatch {
  length: number;
  startMs: Float64Array;
  durationMs: Float64Array;
  endpoint: Uint32Array;
  outcome: Uint32Array;
  n: Float64Array;
  endpoints: string[];
  outcomes: string[];
}

const memberChars = 65_536;
const chunkBytes = 262_144;
const batchLength = 8_192;
const word = /^[\w.:-]+$/;

/**
 * Starts a samples file (CSV, gzip); the file must not exist.
 * It is written as one gzip member per 64 Ki characters, so that a killed process loses no more than the last of them.
 */
export function openSamples(file: string): SampleWriter {
  const fd = openSync(file, "ax");
  let lines = `${samplesHeader}\n`;
  const flush = (): void => {
    const member = gzipSync(lines);
    lines = "";
    if (writeSync(fd, member) !== member.length) throw incomplete(file);
  };
  return {
    write(sample) {
      lines += sampleLine(sample);
      if (lines.length >= memberChars) flush();
    },
    close() {
      if (lines !== "") flush();
      closeSync(fd);
    },
  };
}

/** One line of a samples file, times rounded to microseconds. */
function sampleLine({ startMs, durationMs, endpoint, outcome, n }: Sample): string {
  if (!(startMs >= 0 && durationMs >= 0 && n >= 0 && word.test(endpoint) && word.test(outcome))) {
    throw new TypeError(`not a sample: ${startMs},${durationMs},${endpoint},${outcome},${n}`);
  }
  return `${micros(startMs)},${micros(durationMs)},${endpoint},${outcome},${n}\n`;
}

function micros(ms: number): number {
  return Math.round(ms * 1_000) / 1_000;
}

/**
 * Streams a samples file in constant memory.
 * @returns how many samples there were
 * @throws DrillError "evidence.unreadable" naming the file (and line), for a file that is cut off or holds anything else
 */
export async function readSamples(file: string, onBatch: (batch: SampleBatch) => void): Promise<number> {
  const lines = lineParser(file, onBatch);
  const decoder = new TextDecoder();
  const source = createReadStream(file, { highWaterMark: chunkBytes });
  const content = source.pipe(createGunzip({ chunkSize: chunkBytes }));
  source.once("error", (error) => content.destroy(error));
  try {
    for await (const chunk of content) lines.feed(decoder.decode(chunk as Buffer, { stream: true }));
  } catch (thrown) {
    throw thrown instanceof DrillError ? thrown : unreadable(file, thrown);
  } finally {
    source.destroy();
  }
  return lines.end();
}

function lineParser(file: string, onBatch: (batch: SampleBatch) => void) {
  const batch = emptyBatch();
  const endpointIds = new Map<string, number>();
  const outcomeIds = new Map<string, number>();
  let rest = "";
  let line = 0;

  const parse = (text: string, from: number, to: number): void => {
    line += 1;
    if (line === 1) {
      if (text.slice(from, to) !== samplesHeader) throw notASample(file, line);
      return;
    }
    const a = text.indexOf(",", from);
    const b = text.indexOf(",", a + 1);
    const c = text.indexOf(",", b + 1);
    const d = text.indexOf(",", c + 1);
    const start = Number(text.slice(from, a));
    const duration = Number(text.slice(a + 1, b));
    const n = Number(text.slice(d + 1, to));
    const whole = from < a && a + 1 < b && b + 1 < c && c + 1 < d && d + 1 < to;
    if (!whole || !(start >= 0 && duration >= 0 && n >= 0)) throw notASample(file, line);
    const i = batch.length++;
    batch.startMs[i] = start;
    batch.durationMs[i] = duration;
    batch.endpoint[i] = idOf(text.slice(b + 1, c), endpointIds, batch.endpoints);
    batch.outcome[i] = idOf(text.slice(c + 1, d), outcomeIds, batch.outcomes);
    batch.n[i] = n;
    if (batch.length === batchLength) hand();
  };
  const hand = (): void => {
    if (batch.length > 0) onBatch(batch);
    batch.length = 0;
  };

  return {
    feed(chunk: string): void {
      const text = rest + chunk;
      let from = 0;
      for (let to = text.indexOf("\n"); to !== -1; to = text.indexOf("\n", from)) {
        parse(text, from, to);
        from = to + 1;
      }
      rest = text.slice(from);
    },
    end(): number {
      if (rest !== "" || line === 0) throw unreadable(file, new Error(`line ${line + 1} is cut off`));
      hand();
      return line - 1;
    },
  };
}

function emptyBatch(): SampleBatch {
  return {
    length: 0,
    startMs: new Float64Array(batchLength),
    durationMs: new Float64Array(batchLength),
    endpoint: new Uint32Array(batchLength),
    outcome: new Uint32Array(batchLength),
    n: new Float64Array(batchLength),
    endpoints: [],
    outcomes: [],
  };
}

function idOf(name: string, ids: Map<string, number>, names: string[]): number {
  const known = ids.get(name);
  if (known !== undefined) return known;
  // A copy, because a slice keeps the whole text that it was cut from alive.
  const copy = Buffer.from(name).toString();
  ids.set(copy, names.length);
  return names.push(copy) - 1;
}

function notASample(file: string, line: number): DrillError {
  return unreadable(file, new Error(`line ${line} is not ${line === 1 ? "the header" : "a sample"}`));
}

function incomplete(file: string): DrillError {
  return new DrillError({
    code: "samples.incomplete",
    kind: "environment",
    message: `samples could not be written whole to ${file}`,
    remedy: "free disk space and start the run again",
  });
}
