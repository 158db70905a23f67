import { describe, expect, it } from "vitest";
import { doubtsAbout } from "../../../../engine/faults/isolation-doubts.ts";

const pod = (name: string, ip: string) => ({ name, uid: `uid-of-${name}`, ip });
const cut = [pod("osteon-a", "10.0.0.1"), pod("osteon-b", "10.0.0.2")];
const others = [pod("osteon-c", "10.0.0.3")];
const reach = (a: boolean, b: boolean, c: boolean) =>
  new Map([
    ["10.0.0.1", a],
    ["10.0.0.2", b],
    ["10.0.0.3", c],
  ]);
const all = reach(true, true, true);

describe("that just these pods are cut off", () => {
  it("is seen where Prometheus reached all before, and now all but them", () => {
    expect(doubtsAbout({ cut, others }, all, reach(false, false, true))).toEqual([]);
  });

  it.each([
    ["one is reached still", all, reach(false, true, true), /^Prometheus still reaches osteon-b: .* enforce/],
    [
      "one is not looked at",
      all,
      new Map([...reach(false, false, true)].slice(1)),
      /^Prometheus does not look at osteon-a$/,
    ],
    [
      "one was out of reach before",
      reach(false, true, true),
      reach(false, false, true),
      /^.* to reach osteon-a before$/,
    ],
    ["nothing is known of before", new Map(), reach(false, false, true), /^.* to reach osteon-a, osteon-b before$/],
    ["another is out of reach", all, reach(false, false, false), /does not reach osteon-c either/],
    ["nothing at all is reached", all, reach(false, false, false), /Prometheus reaches nothing at all$/],
  ])("is not where %s", (_what, before, now, doubt) => {
    expect(doubtsAbout({ cut, others }, before, now).join("; ")).toMatch(doubt);
  });

  it("says nothing of another that was out of reach before, or is gone", () => {
    const without = new Map([...reach(false, false, true)].filter(([ip]) => ip !== "10.0.0.3"));
    expect(doubtsAbout({ cut, others }, all, new Map([...without, ["redis-exporter", true]]))).toEqual([]);
    const before = reach(true, true, false);
    const now = new Map([...reach(false, false, false), ["redis-exporter", true]] as [string, boolean][]);
    expect(doubtsAbout({ cut, others }, before, now)).toEqual([]);
  });
});
