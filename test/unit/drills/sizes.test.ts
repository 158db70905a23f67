import { describe, expect, it } from "vitest";
import { gatedLoads } from "../../../contract/payloads.ts";
import { settings as settingsSchema } from "../../../contract/settings.ts";
import { sustained } from "../../../drills/load/sustained.ts";
import { offeredTo, offersOf } from "../../../drills/offers.ts";
import { observeSizes, sizesObjective } from "../../../drills/sizes.ts";
import type { Session } from "../../../engine/session.ts";
import { aLoad } from "../../fixtures/evidence/records.ts";

const settings = settingsSchema.parse({});
const open = (ratePerSecond: number) =>
  aLoad({ model: { kind: "open", ratePerSecond, preAllocatedVUs: 1, maxVUs: 1 }, endpoints: gatedLoads });

describe("what loads offer", () => {
  it("is the route's share of the rate", () => {
    expect(offeredTo(open(52), ({ name }) => name === "draft")).toBe(13);
  });

  it("to an agent is the most of any load, and of a closed one nothing that is known", () => {
    const closed = aLoad({ model: { kind: "closed", virtualUsers: 50 } });
    const offers = offersOf([closed, open(40), open(52)]);
    expect(offers.map(({ agent }) => agent).sort()).toEqual(["myocyte", "nucleus", "osteon", "synapse"]);
    expect(offers.every(({ ratePerSecond, p95Ms }) => ratePerSecond === 13 && p95Ms === 400)).toBe(true);
  });
});

describe("bulkheads before a load", () => {
  /** A session of a target that tells its bulkheads, or does not. */
  function sessionOf(told: true | string) {
    const seen: unknown[] = [];
    const session: Pick<Session, "ask" | "capability" | "observe"> = {
      ask: async <T>() => told as T,
      capability: async (...stated) => void seen.push(stated),
      observe: async ({ name }) => (seen.push(name), false),
    };
    return { seen, session: session as Session };
  }

  it("are looked at, and the drill goes on whatever they are like", async () => {
    const { seen, session } = sessionOf(true);
    await observeSizes(session, [open(52)], settings);
    expect(seen).toEqual([["bulkheads", true], sizesObjective.id]);
  });

  it("are not testable where the target does not tell them", async () => {
    const { seen, session } = sessionOf("no metric");
    await observeSizes(session, [open(52)], settings);
    expect(seen).toEqual([["bulkheads", "no metric"]]);
    expect(sizesObjective.needs).toEqual(["bulkheads"]);
  });

  it("are demanded by the load drill too", () => {
    const { objectives } = sustained({ runId: "r1", stack: "smoke", limiter: null, settings, injectFaults: true });
    expect(objectives.map(({ id }) => id)).toContain("preflight.sizes");
  });
});
