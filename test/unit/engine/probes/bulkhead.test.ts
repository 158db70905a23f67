import { expect, it } from "vitest";
import { watchBulkhead } from "../../../../engine/probes/bulkhead.ts";
import { contextWith } from "./pods.ts";

const metrics = (used: number, rejected: number, places = "9") => `
bulkhead_current_usage{service="postgres"} ${used}
bulkhead_current_usage{service="osteon"} 99
bulkhead_capacity{service="postgres"} ${places}
bulkhead_rejected_total{service="postgres"} ${rejected}
bulkhead_rejected_total{service="osteon"} 1000
`;

it("tells of each pod the most calls in flight, and of all those that were turned away meanwhile", async () => {
  const looks = [
    { a: metrics(1, 5), b: metrics(0, 0, "+Inf") },
    { a: metrics(9, 7), b: metrics(2, 1, "+Inf") },
    { a: metrics(3, 9), b: metrics(0, 1, "+Inf") },
  ];
  let look = 0;
  const context = contextWith(() => ({ nucleus: looks[look] ?? {} }));
  const stop = () => (look += 1) === looks.length;
  expect(await watchBulkhead(context, { service: "nucleus", towards: "postgres" }, stop, 0)).toEqual({
    peaks: new Map([
      ["a", 9],
      ["b", 2],
    ]),
    places: 9,
    turnedAway: 5,
  });
});

/** Looks, of which those numbered fail. */
async function watched(looks: number, failing: number[]) {
  let look = 1;
  const context = contextWith(() => {
    if (failing.includes(look++)) throw new Error("no pod says anything");
    return { nucleus: { a: metrics(look, look) } };
  });
  const stop = () => look >= 2 * looks;
  return watchBulkhead(context, { service: "nucleus", towards: "postgres" }, stop, 0);
}

it("does without a look now and then, and not without many", async () => {
  expect((await watched(8, [1])).peaks.get("a")).toBeGreaterThan(8);
  await expect(watched(8, [1, 4])).rejects.toThrow("no pod says anything");
  expect((await watched(40, [1, 60, 70])).peaks.get("a")).toBeGreaterThan(40);
});
