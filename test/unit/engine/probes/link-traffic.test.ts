import { describe, expect, it } from "vitest";
import { linksCarryTraffic } from "../../../../engine/probes/link-traffic.ts";
import { contextOf } from "./context.ts";

const context = contextOf(() => ({ status: 200, body: "" }));
const links = [
  { name: "redis", port: 20_001 },
  { name: "postgres", port: 20_002, leastPackets: 10 },
];

function look(...counts: [before: number | undefined, after: number | undefined][]) {
  let looks = 0;
  const traffic = async () => {
    const at = looks === 0 ? 0 : 1;
    looks += 1;
    const entries = counts.flatMap((count, n) => {
      const packets = count[at];
      return packets === undefined ? [] : [[20_001 + n, { packets, connects: 0 }] as const];
    });
    return new Map(entries);
  };
  return linksCarryTraffic("reach", links, traffic, 0).observe(context);
}

describe("linksCarryTraffic", () => {
  it("counts what came within the span", async () => {
    expect(await look([100, 101], [undefined, 10])).toMatchObject([
      { subject: "redis", ok: true, detail: expect.stringContaining("1 packets") },
      { subject: "postgres", ok: true, detail: expect.stringContaining("10 packets") },
    ]);
  });

  it("shows nothing where there was none, or less than needed, whatever came before", async () => {
    expect((await look([100, 100], [5, 14])).map(({ ok }) => ok)).toEqual([null, null]);
  });

  it("shows nothing where the count began anew, or is not there", async () => {
    expect((await look([100, 3], [undefined, undefined])).map(({ ok }) => ok)).toEqual([null, null]);
  });
});
