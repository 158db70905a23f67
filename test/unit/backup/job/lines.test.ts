import { describe, expect, it } from "vitest";
import { type JobLine, jobLine, progressLines } from "../../../../backup/job/lines.ts";

function played(totals: [name: "postgres" | "redis", bytes: number][] = []) {
  const said: JobLine[] = [];
  const clock = { ms: 5_000 };
  const progress = progressLines(
    (line) => said.push(line),
    new Map(totals),
    () => clock.ms,
  );
  return { said, clock, progress };
}

describe("lines on progress", () => {
  it("add up what moved, and come once a second for each store", () => {
    const { said, clock, progress } = played();
    for (let tick = 0; tick < 5; tick += 1) {
      progress.moved("postgres", { bytes: 10, items: 1 });
      progress.moved("redis", { bytes: 1 });
      clock.ms += 500;
    }
    const of = (store: string) => said.filter((line) => line.type === "progress" && line.store === store);
    expect(of("postgres")).toMatchObject([
      { bytes: 10, items: 1 },
      { bytes: 30, items: 3 },
      { bytes: 50, items: 5 },
    ]);
    expect(of("redis")).toMatchObject([
      { bytes: 1, items: 0 },
      { bytes: 3, items: 0 },
      { bytes: 5, items: 0 },
    ]);
  });

  it("say all that moved before they say that a store is done", () => {
    const { said, progress } = played([["postgres", 30]]);
    progress.reached("postgres", "started");
    progress.moved("postgres", { bytes: 10 });
    progress.moved("postgres", { bytes: 20 });
    progress.reached("postgres", "done");
    expect(said).toEqual([
      { type: "store", store: "postgres", state: "started", atMs: 5_000 },
      { type: "progress", store: "postgres", bytes: 10, items: 0, totalBytes: 30 },
      { type: "progress", store: "postgres", bytes: 30, items: 0, totalBytes: 30 },
      { type: "store", store: "postgres", state: "done", atMs: 5_000 },
    ]);
    for (const line of said) expect(jobLine.parse(JSON.parse(JSON.stringify(line)))).toEqual(line);
  });
});
