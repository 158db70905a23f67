import { describe, expect, it } from "vitest";
import { Steps } from "../../../../drills/restore/steps.ts";
import { DrillError } from "../../../../common/errors.ts";
import { runbookStep } from "../../../../engine/recovery/runbook-steps.ts";

/** Steps by a clock that goes on a second with every look. */
function timedSteps(): Steps {
  let nowMs = Date.parse("2026-03-01T10:00:00Z");
  return new Steps(() => (nowMs += 1_000));
}

const planned = { name: "data", command: "drill restore", remediation: "run it again" };

describe("a step", () => {
  it("is kept with its times, and with what came of it", async () => {
    const steps = timedSteps();
    const value = await steps.make(planned, async (say) => {
      say("begun");
      say("12 tables");
      return 12;
    });
    expect(value).toBe(12);
    expect(steps.done).toEqual([
      {
        ...planned,
        startedAt: "2026-03-01T10:00:01.000Z",
        endedAt: "2026-03-01T10:00:02.000Z",
        result: "ok",
        detail: "12 tables",
      },
    ]);
  });

  it("that was made elsewhere is kept from when it began until now", () => {
    const steps = timedSteps();
    steps.ended(planned, Date.parse("2026-03-01T09:00:00Z"), "cluster and datastores");
    steps.ended(planned, Date.parse("2026-03-01T09:30:00Z"));
    const times = { startedAt: "2026-03-01T09:00:00.000Z", endedAt: "2026-03-01T10:00:01.000Z" };
    expect(steps.done).toMatchObject([
      { ...planned, ...times, result: "ok", detail: "cluster and datastores" },
      { endedAt: "2026-03-01T10:00:02.000Z", detail: "" },
    ]);
  });

  it("that fails is kept with why, and fails whoever made it", async () => {
    const steps = timedSteps();
    const making = steps.make(planned, async (say) => {
      say("begun");
      throw new Error("the disk is full\n  at somewhere");
    });
    await expect(making).rejects.toThrow("the disk is full");
    expect(steps.done).toMatchObject([{ result: "failed", detail: "the disk is full", remediation: "run it again" }]);
  });

  it("knows better what to do where the error says so", async () => {
    const steps = timedSteps();
    const fields = { code: "objects.full", kind: "environment", message: "the bucket is full" } as const;
    const thrown = new DrillError({ ...fields, remedy: "make room" });
    await expect(steps.make(planned, () => Promise.reject(thrown))).rejects.toBe(thrown);
    expect(steps.done).toMatchObject([{ detail: "the bucket is full", remediation: "make room" }]);
  });

  it("can be written into a runbook, whatever came of it, in the order in which steps ended", async () => {
    const steps = timedSteps();
    await steps.make({ ...planned, name: "outer" }, () => steps.make({ ...planned, name: "inner" }, async () => 1));
    await steps.make({ ...planned, name: "last" }, () => Promise.reject(new Error("x"))).catch(() => undefined);
    expect(steps.done.map(({ name }) => name)).toEqual(["inner", "outer", "last"]);
    for (const step of steps.done) expect(runbookStep.parse(JSON.parse(JSON.stringify(step)))).toEqual(step);
  });
});
