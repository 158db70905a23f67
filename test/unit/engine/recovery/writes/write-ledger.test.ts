import { appendFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { EvidenceWriter } from "../../../../../engine/evidence/evidence-writer.ts";
import { openWriteLedger, readWriteLedger } from "../../../../../engine/recovery/writes/write-ledger.ts";
import { entryOf } from "./some-entries.ts";

let file: string;
beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), "drill-ledger-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  file = join(folder, "writes.ndjson");
});

function write(...ids: string[]): void {
  const ledger = openWriteLedger(file, new EvidenceWriter());
  for (const id of ids) ledger.append(entryOf(id));
  ledger.close();
}

describe("the ledger of writes", () => {
  it("gives back what was put in", async () => {
    write("a", "b");
    expect(await readWriteLedger(file)).toEqual({ entries: [entryOf("a"), entryOf("b")], gaps: [] });
  });

  it("is read up to a last line that was cut off", async () => {
    write("a");
    await appendFile(file, '{"id":"b","sto');
    const { entries, gaps } = await readWriteLedger(file);
    expect(entries).toEqual([entryOf("a")]);
    expect(gaps).toEqual([{ what: "writes.ndjson", reason: "its last line was cut off while written" }]);
  });

  it("is not read where a finished line is none of its own", async () => {
    write("a");
    await appendFile(file, '{"id":"b"}\n');
    await expect(readWriteLedger(file)).rejects.toMatchObject({ code: "evidence.unreadable" });
  });
});
