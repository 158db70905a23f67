import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { openSamples } from "../../../../engine/evidence/sample-codec.ts";
import { compareWrites, readWrites } from "../../../../engine/probes/accepted-writes.ts";

const writes = (accepted: string[], unknown: string[] = []) => ({
  accepted: new Set(accepted),
  unknown: new Set(unknown),
});

describe("compareWrites", () => {
  it("is ok when exactly what was acknowledged is stored", () => {
    expect(compareWrites("plans", writes(["a", "b"]), ["b", "a"])).toMatchObject({ ok: true });
  });

  it("names a lost write", () => {
    expect(compareWrites("plans", writes(["a", "b"]), ["a"])).toMatchObject({
      ok: false,
      detail: "2 acknowledged, 1 stored; 1 lost, such as b",
    });
  });

  it("sees a write that is stored twice", () => {
    expect(compareWrites("plans", writes(["a"]), ["a", "a"])).toMatchObject({
      ok: false,
      detail: expect.stringContaining("1 stored more than once"),
    });
  });

  it("sees a write that nobody sent", () => {
    expect(compareWrites("plans", writes(["a"]), ["a", "x"]).ok).toBe(false);
  });

  it("lets a write of unknown outcome be stored or not", () => {
    expect(compareWrites("plans", writes(["a"], ["u"]), ["a", "u"]).ok).toBe(true);
    expect(compareWrites("plans", writes(["a"], ["u"]), ["a"]).ok).toBe(true);
  });

  it("says nothing when nothing was acknowledged", () => {
    expect(compareWrites("plans", writes([]), []).ok).toBeNull();
  });
});

describe("readWrites", () => {
  const read = async (started: number) => {
    const folder = await mkdtemp(join(tmpdir(), "drill-writes-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = join(folder, "samples.csv.gz");
    const samples = openSamples(file);
    samples.write({ startMs: 1, durationMs: 1, endpoint: "plan", outcome: "ok", n: 0 });
    samples.write({ startMs: 2, durationMs: 1, endpoint: "plan", outcome: "status-503", n: 2 });
    samples.close();
    return (await readWrites(file, "load", started))("plan");
  };

  it("tells what was acknowledged from what was not", async () => {
    expect(await read(0)).toEqual({ accepted: new Set(["load-plan-0"]), unknown: new Set(["load-plan-2"]) });
  });

  it("knows nothing of what was under way when the load was stopped", async () => {
    const { unknown } = await read(4);
    expect([...unknown].sort()).toEqual(["load-plan-1", "load-plan-2", "load-plan-3"]);
  });
});
