import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
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

describe("a link that no load takes", () => {
  /** Counts a packet for each of the probe's calls that mesh serves, and these beside them. */
  async function called(status: number, besides: number, share = 1) {
    let served = 0;
    const server = createServer((_, answer) => {
      served += 1;
      answer.writeHead(status).end(JSON.stringify({ ok: true, output: {} }));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close().closeAllConnections());
    const meshUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const environment = { ...context.environment, meshUrl, identityHeader: null };
    const calls = { target: "circadian", intent: "plan_timeline", input: {} } as const;
    const traffic = async () =>
      new Map([[20_004, { packets: served === 0 ? 0 : besides + Math.floor(served * share), connects: 0 }]]);
    const probe = linksCarryTraffic("reach", [{ name: "mesh-circadian", port: 20_004, calls }], traffic, 900);
    return (await probe.observe({ ...context, environment }))[0];
  }

  it("carries the probe's own calls", async () => {
    expect(await called(200, 0)).toMatchObject({
      ok: true,
      detail: "5 packets in 0.9 s, 5 needed; own calls: 5 x 200",
    });
  });

  it("shows nothing where they go elsewhere, or are not served, whatever else comes", async () => {
    expect(await called(200, 0, 0.5)).toMatchObject({ ok: null });
    expect(await called(503, 100)).toMatchObject({ ok: null });
  });
});
