import { describe, expect, it } from "vitest";
import type { NewEvent } from "../../../../engine/evidence/events.ts";
import { probe, probesOf, seen } from "./probe-results.ts";

describe("a probe objective", () => {
  it("passes where every observation was ok", () => {
    const { verdict, objectives } = probesOf([probe], seen("a", true), seen("b", true));
    expect(verdict).toBe("PASS");
    expect(objectives[0]).toMatchObject({
      outcome: "pass",
      observed: "2 of 2 observations ok",
      samples: 2,
      reason: "",
    });
  });

  it("fails on one that was not, naming subject and detail", () => {
    const { verdict, objectives } = probesOf([probe], seen("a", true), seen("b", false, "HTTP 503\nbusy"));
    expect(verdict).toBe("FAIL");
    expect(objectives[0]).toMatchObject({ outcome: "fail", samples: 2, reason: "not ok: b: HTTP 503 busy" });
  });

  it("names the first five of many, each once, in an order of their own", () => {
    const events = ["g", "f", "e", "d", "c", "b", "a", "a"].map((subject) => seen(subject, false, "down"));
    expect(probesOf([probe], ...events).objectives[0]?.reason).toBe(
      "not ok: a: down; b: down; c: down; d: down; e: down; and 2 more",
    );
  });

  it("fails on one bad observation even where others could not be made", () => {
    expect(probesOf([probe], seen("a", null), seen("b", false)).objectives[0]?.outcome).toBe("fail");
  });

  it("is inconclusive where some could not be looked at and the others were ok", () => {
    const { verdict, objectives } = probesOf([probe], seen("a", true), seen("b", null, "no route"));
    expect(verdict).toBe("INCONCLUSIVE");
    expect(objectives[0]).toMatchObject({
      outcome: "inconclusive",
      observed: "1 of 2 observations ok",
      samples: 1,
      reason: "could not be looked at: b: no route",
    });
  });

  it("is inconclusive where nothing could be looked at, even if it need not be exercised", () => {
    const { verdict, objectives } = probesOf([{ ...probe, required: false }], seen("a", null, "no route"));
    expect(verdict).toBe("INCONCLUSIVE");
    expect(objectives[0]).toMatchObject({
      outcome: "inconclusive",
      samples: 0,
      reason: "could not be looked at: a: no route",
    });
  });

  it("is not exercised where nothing was looked at", () => {
    expect(probesOf([probe]).objectives[0]).toMatchObject({ outcome: "not-exercised", samples: 0 });
    const other: NewEvent = { type: "observation", probe: "other", subject: "a", ok: true, detail: "" };
    expect(probesOf([probe], other).objectives[0]?.outcome).toBe("not-exercised");
  });

  it("does not pass where the drill noticed that a look is missing", () => {
    const gap: NewEvent = { type: "gap", what: "green", reason: "refused" };
    expect(probesOf([probe], seen("a", true), gap).objectives[0]).toMatchObject({
      outcome: "inconclusive",
      reason: "could not be looked at: refused",
    });
    expect(probesOf([probe], gap).objectives[0]?.outcome).toBe("inconclusive");
    expect(probesOf([probe], seen("a", false), gap).objectives[0]?.outcome).toBe("fail");
  });

  it("does not mind a gap elsewhere", () => {
    expect(probesOf([probe], seen("a", true), { type: "gap", what: "collector", reason: "x" }).verdict).toBe("PASS");
  });
});
