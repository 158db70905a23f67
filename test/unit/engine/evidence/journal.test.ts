import { spawn } from "node:child_process";
import { appendFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, it } from "vitest";
import { EvidenceWriter } from "../../../../engine/evidence/evidence-writer.ts";
import type { NewEvent } from "../../../../engine/evidence/events.ts";
import { openJournal, readJournal } from "../../../../engine/evidence/journal.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const action = (detail: string): NewEvent => ({ type: "action", action: "inject", detail });

async function journalOf(...events: NewEvent[]): Promise<string> {
  const file = join(await temporaryFolder(), "journal.ndjson");
  let now = 1_000;
  const journal = openJournal(file, () => now++, new EvidenceWriter());
  for (const event of events) journal.append(event);
  journal.close();
  return file;
}

describe("openJournal", () => {
  it("stamps events with number and time, in the order of appending", async () => {
    const file = await journalOf(action("a"), action("b\nsecond line"), { type: "run-ended" });
    expect(await readJournal(file)).toEqual({
      events: [
        { seq: 0, atMs: 1_000, type: "action", action: "inject", detail: "a" },
        { seq: 1, atMs: 1_001, type: "action", action: "inject", detail: "b\nsecond line" },
        { seq: 2, atMs: 1_002, type: "run-ended" },
      ],
      gaps: [],
    });
  });

  it("has each line in the file before append returns", async () => {
    const file = join(await temporaryFolder(), "journal.ndjson");
    const journal = openJournal(file, () => 0, new EvidenceWriter());
    journal.append(action("a"));
    expect((await readJournal(file)).events).toHaveLength(1);
    journal.close();
  });

  it("refuses a journal that is there already", async () => {
    const file = await journalOf(action("a"));
    expect(() => openJournal(file, () => 0, new EvidenceWriter())).toThrow(/EEXIST/);
    expect((await readJournal(file)).events).toHaveLength(1);
  });

  it("refuses an event that could not be read back, and goes on", async () => {
    const file = join(await temporaryFolder(), "journal.ndjson");
    const journal = openJournal(file, () => 0, new EvidenceWriter());
    expect(() => journal.append({ type: "load-ended", load: "mixed", exitCode: NaN })).toThrow();
    journal.append(action("after"));
    journal.close();
    expect(await readJournal(file)).toMatchObject({ events: [{ seq: 0, detail: "after" }], gaps: [] });
  });

  it("leaves every finished line readable when its process is killed", async () => {
    const file = join(await temporaryFolder(), "journal.ndjson");
    const program = join(import.meta.dirname, "../../../fixtures/evidence/endless-journal.ts");
    const writer = spawn(process.execPath, [program, file], { stdio: ["ignore", "pipe", "inherit"] });
    const closed = new Promise((resolve) => writer.once("close", resolve));
    let finished = -1;
    for await (const line of createInterface({ input: writer.stdout })) {
      finished = Number(line);
      if (finished === 50) writer.kill("SIGKILL");
    }
    await closed;
    const { events } = await readJournal(file);
    expect(finished).toBeGreaterThanOrEqual(50);
    expect(events.length).toBeGreaterThan(finished);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index));
  });
});

describe("readJournal", () => {
  it("drops a torn last line and reports it as a gap", async () => {
    const file = await journalOf(action("a"));
    await appendFile(file, '{"seq":1,"atMs":5,"type":"run-en');
    const { events, gaps } = await readJournal(file);
    expect(events).toHaveLength(1);
    expect(gaps).toEqual([{ what: "journal.ndjson", reason: "line 2 was cut off while written" }]);
  });

  it("reports missing numbers as a gap", async () => {
    const file = await journalOf(action("a"), action("b"), action("c"), action("d"));
    const lines = (await readFile(file, "utf8")).split("\n");
    await writeFile(file, [lines[0], lines[3], ""].join("\n"));
    const { events, gaps } = await readJournal(file);
    expect(events.map(({ seq }) => seq)).toEqual([0, 3]);
    expect(gaps).toEqual([{ what: "journal.ndjson", reason: "events 1 to 2 are missing" }]);
  });

  it.each([
    ["is not JSON", "not json"],
    ["is no event", '{"seq":1,"atMs":5,"type":"dance"}'],
    ["has a field too many", '{"seq":1,"atMs":5,"type":"run-ended","verdict":"PASS"}'],
    ["repeats a number", '{"seq":0,"atMs":5,"type":"run-ended"}'],
  ])("refuses a finished line that %s, naming the file", async (_what, line) => {
    const file = await journalOf(action("a"));
    await appendFile(file, `${line}\n`);
    await expect(readJournal(file)).rejects.toMatchObject({
      code: "evidence.unreadable",
      message: expect.stringContaining("journal.ndjson"),
    });
  });

  it("refuses a journal that is not there, naming it", async () => {
    const missing = join(await temporaryFolder(), "journal.ndjson");
    await expect(readJournal(missing)).rejects.toMatchObject({ code: "evidence.unreadable" });
  });

  it("reads an empty journal as no event", async () => {
    const file = await journalOf();
    expect(await readJournal(file)).toEqual({ events: [], gaps: [] });
  });
});
