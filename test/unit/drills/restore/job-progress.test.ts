import { expect, it } from "vitest";
import type { JobLine } from "../../../../backup/job/lines.ts";
import { jobProgress } from "../../../../drills/restore/job-progress.ts";

/** What becomes of lines of a job: what is noted, and what is only said. */
function told(...lines: JobLine[]) {
  const [noted, said]: [string[], string[]] = [[], []];
  const { onLine } = jobProgress({
    note: (action, detail) => noted.push(`${action} ${detail}`),
    say: (line) => said.push(line),
  });
  for (const line of lines) onLine(line);
  return { noted, said };
}

const moved = (more: object): JobLine => ({
  type: "progress",
  store: "postgres",
  bytes: 3 * 2 ** 19,
  items: 0,
  ...more,
});

it("notes each state of a store", () => {
  const lines = (["started", "skipped", "done"] as const).map(
    (state) => ({ type: "store", store: "redis", state, atMs: 1 }) as const,
  );
  expect(told(...lines)).toEqual({ noted: ["redis started", "redis skipped", "redis done"], said: [] });
});

it("only says how far a store is, with what is known of the whole", () => {
  const lines = [moved({}), moved({ totalBytes: 2 ** 21 }), moved({ items: 12 }), moved({ totalBytes: 0 })];
  expect(told(...lines)).toEqual({
    noted: [],
    said: [
      "  postgres: 1.5 MiB",
      "  postgres: 1.5 MiB of 2.0 MiB",
      "  postgres: 1.5 MiB, 12 items",
      "  postgres: 1.5 MiB",
    ],
  });
});

it("leaves the end of a job to whoever runs it", () => {
  const failed: JobLine = { type: "failed", code: "c", message: "m", remedy: "r" };
  expect(told({ type: "done", result: {} }, failed)).toEqual({ noted: [], said: [] });
});
