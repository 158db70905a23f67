import { beforeEach, describe, expect, it } from "vitest";
import type { FaultLease } from "../../../../engine/faults/fault-lease.ts";
import { rulesOf } from "../../../../engine/faults/filter.ts";
import type { UndoOperation } from "../../../../engine/faults/undo.ts";
import { Guard, type GuardedCluster } from "../../../../engine/guard/guard.ts";
import type { PacketFilter } from "../../../../engine/guard/packet-filter.ts";
import { aLease, cut } from "./leases.ts";

/** A node and a cluster in memory; each call may be made to fail. */
class Played implements GuardedCluster, PacketFilter {
  readonly inForce = new Map<string, readonly string[]>();
  /** null = the API does not answer */
  kept: FaultLease[] | null = [];
  readonly undone: string[] = [];
  readonly said: string[] = [];
  failing: (what: string) => boolean = () => false;

  leases = async () => this.kept ?? Promise.reject(new Error("the API is away"));
  undo = async (operation: UndoOperation) => {
    const name = operation.op === "reset-proxy" ? operation.proxy : operation.op;
    this.#mayFail(name);
    this.undone.push(name);
  };
  release = async ({ runId }: FaultLease) => {
    this.#mayFail("release");
    this.kept = this.kept?.filter((lease) => lease.runId !== runId) ?? null;
  };
  chains = async () => new Map([...this.inForce.keys()].map((chain) => [chain, []]));
  put = async (chain: string, rules: readonly string[]) => {
    this.#mayFail(chain);
    this.inForce.set(chain, rules);
  };
  remove = async (chain: string) => {
    this.#mayFail(chain);
    this.inForce.delete(chain);
  };

  #mayFail(what: string): void {
    if (this.failing(what)) throw new Error(`${what} failed`);
  }
}

let played: Played;
let guard: Guard;
const newGuard = () => new Guard(played, played, (line) => played.said.push(line));
const lookAt = async (seconds: number) => {
  await guard.look(() => seconds * 1_000);
  await guard.liftSilent();
};
const withUndo = (runId: string, ...proxies: string[]) =>
  aLease(runId, { undo: proxies.map((proxy) => ({ op: "reset-proxy", proxy })) });

beforeEach(() => {
  played = new Played();
  guard = newGuard();
});

describe("rules", () => {
  it("are in force while a living lease asks for them", async () => {
    const lease = aLease("a");
    played.kept = [lease];
    await lookAt(0);
    expect([...played.inForce]).toEqual([[lease.chain, rulesOf({ watched: null, cut })]]);
    played.kept = [];
    await lookAt(1);
    expect(played.inForce.size).toBe(0);
  });

  it("go with a drill that fell silent, with or without an API", async () => {
    played.kept = [aLease("a")];
    await lookAt(0);
    played.kept = null;
    await lookAt(19);
    expect(played.inForce.size).toBe(1);
    await lookAt(20);
    expect(played.inForce.size).toBe(0);
  });

  it("do not come back with a drill that comes back", async () => {
    played.kept = [aLease("a", { renewTime: "1" })];
    played.failing = (what) => what === "release";
    await lookAt(0);
    await lookAt(20);
    played.kept = [aLease("a", { renewTime: "2" })];
    await lookAt(21);
    expect(played.inForce.size).toBe(0);
  });

  it("that somebody left behind are removed", async () => {
    played.inForce.set("DRILL-ffffffff", []);
    await lookAt(0);
    expect(played.inForce.size).toBe(0);
  });

  it("of one drill do not suffer from those of another", async () => {
    const [a, b] = [aLease("a"), aLease("b")];
    played.kept = [a, b];
    played.inForce.set("DRILL-ffffffff", []);
    played.failing = (what) => what === a.chain || what === "DRILL-ffffffff";
    await lookAt(0);
    expect(played.inForce.has(b.chain)).toBe(true);
    expect(played.said).toHaveLength(2);
  });

  it("go with the guard itself", async () => {
    played.kept = [aLease("a")];
    await lookAt(0);
    await guard.retire();
    expect(played.inForce.size).toBe(0);
  });
});

describe("undos", () => {
  it("are performed once the drill fell silent, last first, and the lease goes with them", async () => {
    played.kept = [withUndo("a", "redis", "postgres")];
    await lookAt(0);
    await lookAt(19);
    expect(played.undone).toEqual([]);
    await lookAt(20);
    expect(played.undone).toEqual(["postgres", "redis"]);
    expect(played.kept).toEqual([]);
    await lookAt(21);
    expect(played.undone).toHaveLength(2);
  });

  it("wait for an API that is away, and are performed as soon as it is back", async () => {
    const lease = withUndo("a", "redis");
    played.kept = [lease];
    await lookAt(0);
    played.kept = null;
    await lookAt(40);
    expect(played.undone).toEqual([]);
    played.kept = [lease];
    await lookAt(41);
    expect(played.undone).toEqual(["redis"]);
  });

  it("that fail hold up neither the others nor another drill's, and are tried again", async () => {
    played.kept = [withUndo("a", "redis", "postgres"), withUndo("b", "mongodb")];
    await lookAt(0);
    played.failing = (what) => what === "postgres";
    await lookAt(20);
    expect(played.undone).toEqual(["redis", "mongodb"]);
    expect(played.kept.map(({ runId }) => runId)).toEqual(["a"]);
    expect(played.said).toContain("lifting the faults of a: reset-proxy: postgres failed");
    played.failing = () => false;
    await lookAt(21);
    expect(played.undone).toEqual(["redis", "mongodb", "postgres", "redis"]);
    expect(played.kept).toEqual([]);
  });

  it("hold up no look while the API takes its time", async () => {
    const [a, b] = [withUndo("a", "redis"), aLease("b", { renewTime: "1" })];
    const hanging = Promise.withResolvers<void>();
    played.kept = [a, b];
    played.undo = () => hanging.promise;
    await lookAt(0);
    played.kept = [a, aLease("b", { renewTime: "2" })];
    await guard.look(() => 10_000);
    await guard.look(() => 20_000);
    const lifted = guard.liftSilent();
    await guard.look(() => 30_000);
    expect([played.inForce.size, played.kept.length]).toEqual([0, 2]);
    hanging.resolve();
    await lifted;
    expect(played.kept.map(({ runId }) => runId)).toEqual(["b"]);
  });

  it("are not performed again for a lease that a look saw just before it went", async () => {
    played.kept = [withUndo("a", "redis")];
    await lookAt(0);
    await guard.look(() => 20_000);
    const lifted = guard.liftSilent();
    await guard.look(() => 20_500);
    await lifted;
    await guard.liftSilent();
    expect(played.undone).toEqual(["redis"]);
  });

  it("of a drill that died before it injected anything are performed all the same", async () => {
    played.kept = [
      aLease("a", { undo: [{ op: "reset-proxy", proxy: "redis" }], filter: { watched: null, cut: null } }),
    ];
    await lookAt(0);
    await lookAt(20);
    expect(played.undone).toEqual(["redis"]);
  });
});

describe("a guard that was restarted", () => {
  it("keeps the rules of a drill that lives, and gives a dead one as long as it had", async () => {
    played.kept = [withUndo("a", "redis")];
    await lookAt(0);
    guard = newGuard();
    await lookAt(500);
    expect(played.inForce.size).toBe(1);
    await lookAt(519);
    expect(played.undone).toEqual([]);
    await lookAt(520);
    expect([played.undone, played.inForce.size]).toEqual([["redis"], 0]);
  });

  it("drops every rule where no API tells it what they are for", async () => {
    played.kept = [aLease("a")];
    await lookAt(0);
    guard = newGuard();
    played.kept = null;
    await lookAt(1);
    expect(played.inForce.size).toBe(0);
  });
});
