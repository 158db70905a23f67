import { describe, expect, it } from "vitest";
import { chainOf, countersOf, filterRequest, rulesOf } from "../../../../engine/faults/filter.ts";

const watched = { pod: "10.244.0.9", ports: [20_001] };
const cut = { pods: ["10.244.0.7"], networks: ["10.244.0.0/24", "10.244.1.0/24"] };
const packets = "-d 10.244.0.9/32 -p tcp -m tcp --dport 20001";
const connects = `${packets} --tcp-flags FIN,SYN,RST,ACK SYN`;

describe("chainOf", () => {
  it("names one chain per run, short enough for iptables", () => {
    expect(chainOf("a")).toMatch(/^DRILL-[0-9a-f]{8}$/);
    expect(chainOf("a")).toBe(chainOf("a"));
    expect(chainOf("a")).not.toBe(chainOf("b"));
  });
});

describe("rulesOf", () => {
  it("counts what comes to a port, and attempts to connect apart", () => {
    expect(rulesOf({ watched, cut: null })).toEqual([packets, connects]);
  });

  it("cuts a pod off from every network of pods, both ways, and from nothing else", () => {
    expect(rulesOf({ watched: null, cut })).toEqual([
      "-s 10.244.0.7/32 -d 10.244.0.0/24 -j DROP",
      "-s 10.244.0.0/24 -d 10.244.0.7/32 -j DROP",
      "-s 10.244.0.7/32 -d 10.244.1.0/24 -j DROP",
      "-s 10.244.1.0/24 -d 10.244.0.7/32 -j DROP",
    ]);
  });

  it("counts before it drops", () => {
    expect(rulesOf({ watched, cut }).findIndex((rule) => rule.endsWith("DROP"))).toBe(2);
  });

  it("asks for nothing where nothing is asked for", () => {
    expect(rulesOf({ watched: null, cut: null })).toEqual([]);
  });
});

describe("countersOf", () => {
  it("reads what the rules of a request have counted", () => {
    const counted = rulesOf({ watched, cut }).map((rule, n) => ({ rule, packets: 10 ** n }));
    expect(countersOf(counted)).toEqual({
      dropped: { "10.244.0.7": 111_100 },
      ports: { "20001": { packets: 1, connects: 10 } },
    });
  });

  it("tells the pods apart that are cut off, whichever way a packet went", () => {
    const rules = rulesOf({ watched: null, cut: { pods: ["10.244.0.7", "10.244.0.8"], networks: ["10.244.0.0/24"] } });
    const counted = rules.map((rule, n) => ({ rule, packets: 10 ** n }));
    expect(countersOf(counted).dropped).toEqual({ "10.244.0.7": 11, "10.244.0.8": 1_100 });
  });
});

describe("a request", () => {
  it.each([
    ["a name in the place of an address", { watched: null, cut: { ...cut, pods: ["mesh"] } }],
    ["an address in the place of a network", { watched: null, cut: { ...cut, networks: ["10.244.0.0"] } }],
    ["a network that cannot be", { watched: null, cut: { ...cut, networks: ["10.244.0.0/99"] } }],
    ["no pod", { watched: null, cut: { ...cut, pods: [] } }],
    ["a flag for iptables", { watched: { pod: "10.244.0.9 -j DROP", ports: [1] }, cut: null }],
    ["no such port", { watched: { pod: "10.244.0.9", ports: [0] }, cut: null }],
  ])("is refused with %s", (_what, request) => {
    expect(filterRequest.safeParse(request).success).toBe(false);
  });
});
