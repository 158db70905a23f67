import { describe, expect, it } from "vitest";
import type { BulkheadUse } from "../../../../engine/probes/bulkhead.ts";
import { judgeOverflow, overflowIsShed } from "../../../../engine/probes/overflow.ts";

const good = { status: 200, body: { ok: true, output: {} }, retryAfter: null };
const shed = { status: 429, body: { detail: { error: "bulkhead_full", retry_after: 1 } }, retryAfter: 1 };
const use = (given: Partial<BulkheadUse> = {}): BulkheadUse => ({
  ...{ peaks: new Map([["nucleus-1", 9]]), places: 9, turnedAway: 12 },
  ...given,
});
const judged = (seen: BulkheadUse, answers = [good, shed]) => judgeOverflow("s", { use: seen, answers }, 10);

describe("judgeOverflow", () => {
  it("is content where places were bounded and the rest was shed", () => {
    expect(judged(use())).toEqual({
      subject: "s",
      ok: true,
      detail:
        "at most nucleus-1 9 in flight, 10 allowed, 12 turned away; 1 x 200, 1 x 429; 0 of 1 refusals without a hint",
    });
  });

  it("finds more in flight than allowed", () => {
    expect(judged(use({ peaks: new Map([["nucleus-1", 11]]), places: Infinity, turnedAway: 0 })).ok).toBe(false);
  });

  it("finds callers who wait without bound", () => {
    expect(judged(use({ turnedAway: 0 })).ok).toBe(false);
  });

  it("finds a refusal that says not when to come back, and an overflow that is a 500", () => {
    expect(judged(use(), [shed, { ...shed, retryAfter: null as unknown as number }]).ok).toBe(false);
    expect(judged(use(), [shed, { ...shed, status: 500 }]).ok).toBe(false);
  });

  it("says nothing where there was always a place, where nobody was turned away, and of what nobody tells", () => {
    expect(judged(use({ peaks: new Map([["nucleus-1", 8]]), turnedAway: 0 })).ok).toBeNull();
    expect(judged(use(), [good]).ok).toBeNull();
    expect(judged(use({ peaks: new Map(), places: Infinity, turnedAway: 0 })).ok).toBeNull();
  });
});

it("shows nothing where nothing was sent before the fault", async () => {
  const message = { target: "nucleus", intent: "plan", input: {} } as const;
  const { during } = overflowIsShed("p", { service: "nucleus", towards: "postgres" }, message, 10);
  expect(await during.observe(undefined as never)).toEqual([
    { subject: "nucleus towards postgres", ok: null, detail: "nothing was sent before" },
  ]);
});
