import { beforeEach, describe, expect, it } from "vitest";
import type { FaultLease } from "../../../../engine/faults/fault-lease.ts";
import { DeadMan } from "../../../../engine/guard/dead-man.ts";
import { aLease } from "./leases.ts";

let deadMan: DeadMan;
beforeEach(() => {
  deadMan = new DeadMan();
});
const look = (seconds: number, ...leases: FaultLease[]) =>
  deadMan.look(leases, seconds * 1_000).map(({ lease, expired }) => `${lease.runId} ${expired ? "expired" : "lives"}`);
const lookWithoutApi = (seconds: number) => deadMan.look(undefined, seconds * 1_000).map(({ expired }) => expired);

describe("DeadMan", () => {
  it("counts from when a renewal was last seen to change, by its own clock", () => {
    expect(look(100, aLease("a", { renewTime: "1999" }))).toEqual(["a lives"]);
    expect(look(119, aLease("a", { renewTime: "1999" }))).toEqual(["a lives"]);
    expect(look(120, aLease("a", { renewTime: "1999" }))).toEqual(["a expired"]);
  });

  it("lets a lease live as long as its renewal changes, be it backwards", () => {
    for (let n = 0; n < 10; n += 1)
      expect(look(n * 15, aLease("a", { renewTime: String(9 - n) }))).toEqual(["a lives"]);
  });

  it("takes what the lease says last", () => {
    look(0, aLease("a"));
    const [watched] = deadMan.look([aLease("a", { undo: [{ op: "reset-proxy", proxy: "redis" }] })], 1_000);
    expect(watched?.lease.undo).toHaveLength(1);
  });

  it("takes an API that does not answer for silence", () => {
    look(0, aLease("a"));
    expect(lookWithoutApi(19)).toEqual([false]);
    expect(lookWithoutApi(20)).toEqual([true]);
  });

  it("never lets an expired lease live again, although its drill came back", () => {
    look(0, aLease("a", { renewTime: "1" }));
    lookWithoutApi(20);
    expect(look(21, aLease("a", { renewTime: "2" }))).toEqual(["a expired"]);
    expect(look(22, aLease("a", { renewTime: "3" }))).toEqual(["a expired"]);
  });

  it("tells several apart, and forgets those that are gone", () => {
    look(0, aLease("a", { renewTime: "1" }), aLease("b", { renewTime: "1" }));
    expect(look(20, aLease("a", { renewTime: "1" }), aLease("b", { renewTime: "2" }))).toEqual([
      "a expired",
      "b lives",
    ]);
    expect(look(21, aLease("b", { renewTime: "2" }))).toEqual(["b lives"]);
    expect(look(22, aLease("a", { renewTime: "1" }))).toEqual(["a lives"]);
  });

  it("counts anew after a restart, and knows nothing until the API answers", () => {
    expect(lookWithoutApi(1_000)).toEqual([]);
    expect(look(1_001, aLease("a"))).toEqual(["a lives"]);
    expect(look(1_021, aLease("a"))).toEqual(["a expired"]);
  });
});
