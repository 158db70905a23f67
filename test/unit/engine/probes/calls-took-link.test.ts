import { describe, expect, it } from "vitest";
import { callsTookLink, judgeTaken } from "../../../../engine/probes/calls-took-link.ts";
import type { Counted } from "../../../../engine/probes/link-calls.ts";
import { contextWith } from "./pods.ts";

const counted = (connects: number | undefined, looks: number): Counted => ({
  connects,
  metrics: { firstTries: 0, ended: undefined, looks, underWay: 0 },
});

describe("calls of the drill", () => {
  it.each<[string, Counted, Counted, boolean | null]>([
    ["took the link", counted(5, 3), counted(12, 7), true],
    ["took a link that nobody had come to", counted(undefined, 0), counted(3, 0), true],
    ["came not at all, but looks did", counted(5, 3), counted(9, 7), null],
    ["came not at all", counted(5, 3), counted(5, 3), null],
    ["came to a link that nobody counts", counted(undefined, 3), counted(undefined, 7), null],
    ["came to a mesh that counts anew", counted(5, 3), counted(9, 1), null],
  ])("%s", (_, start, end, ok) => expect(judgeTaken("mesh-circadian", start, end).ok).toBe(ok));
});

describe("callsTookLink", () => {
  const link = { name: "mesh-circadian", agent: "circadian", port: 20_004 } as const;
  const context = contextWith({ mesh: { a: 'distributed_health_check_total{service="circadian",status="error"} 4' } });
  const observe = (connects: number, start: Counted | string) =>
    callsTookLink(
      "reach",
      { ...link, traffic: async () => new Map([[20_004, { packets: 0, connects }]]) },
      start,
    ).observe(context);

  it("subtracts mesh's looks at the agent's health", async () => {
    expect(await observe(9, counted(5, 1))).toEqual([
      { subject: "mesh-circadian", ok: true, detail: "4 connects, 3 of them looks at its health" },
    ]);
    expect(await observe(8, counted(5, 1))).toMatchObject([{ ok: null }]);
  });

  it("shows nothing where nothing was counted at the start or can be at the end", async () => {
    expect(await observe(9, "mesh was away")).toMatchObject([{ ok: null, detail: "mesh was away" }]);
    const traffic = () => Promise.reject(new Error("Toxiproxy was replaced"));
    const seen = await callsTookLink("reach", { ...link, traffic }, counted(5, 1)).observe(context);
    expect(seen).toMatchObject([{ ok: null, detail: "Toxiproxy was replaced" }]);
  });
});
