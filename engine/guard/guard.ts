import { messageOf } from "../../common/errors.ts";
import type { FaultLease } from "../faults/fault-lease.ts";
import { rulesOf } from "../faults/filter.ts";
import { performUndos } from "../faults/perform-undo.ts";
import type { UndoOperation } from "../faults/undo.ts";
import { DeadMan } from "./dead-man.ts";
import type { PacketFilter } from "./packet-filter.ts";

/** What the guard sees and does of the cluster. */
export interface GuardedCluster {
  /** every lease that faults hang on */
  leases: () => Promise<FaultLease[]>;
  undo: (operation: UndoOperation) => Promise<void>;
  /** a lease whose faults were lifted is of no more use */
  release: (lease: FaultLease) => Promise<void>;
}

/**
 * Lifts faults whose drill fell silent. Rules are in force on a node only while a living lease asks for them, so that
 * they go with the lease, with or without an API; all other undos are performed at the API as soon as it answers.
 * Looks and undos are made side by side: an API that takes its time over an undo must hold up no look.
 * A guard that was restarted remembers nothing: it counts anew, and where no API answers it drops its rules.
 */
export class Guard {
  readonly #cluster: GuardedCluster;
  readonly #filter: PacketFilter;
  readonly #say: (line: string) => void;
  readonly #deadMan = new DeadMan();
  /** leases of drills that fell silent, as the last look that the API answered had it */
  #silent: readonly FaultLease[] = [];
  /** runs whose lease was given up: a look that was on its way meanwhile may still have seen it */
  readonly #released = new Set<string>();

  constructor(cluster: GuardedCluster, filter: PacketFilter, say: (line: string) => void) {
    this.#cluster = cluster;
    this.#filter = filter;
    this.#say = say;
  }

  /** @param nowMs monotonic, milliseconds; read after the API had its time to answer */
  async look(nowMs: () => number): Promise<void> {
    const leases = await this.#attempt("reading leases", () => this.#cluster.leases());
    const watched = this.#deadMan.look(leases, nowMs());
    await this.#filterFor(watched.flatMap(({ lease, expired }) => (expired ? [] : lease)));
    if (leases === undefined) return;
    this.#silent = watched.flatMap(({ lease, expired }) => (expired ? [lease] : []));
  }

  /** Lifts at the API what drills left that fell silent, each once for each look that found it. */
  async liftSilent(): Promise<void> {
    const silent = this.#silent.filter(({ runId }) => !this.#released.has(runId));
    this.#silent = [];
    for (const lease of silent) await this.#lift(lease);
  }

  /** Takes every rule out of force: nobody would do it after this guard. */
  async retire(): Promise<void> {
    await this.#filterFor([]);
  }

  async #filterFor(living: readonly FaultLease[]): Promise<void> {
    const wanted = new Map(living.map(({ chain, filter }) => [chain, rulesOf(filter)]));
    const there = await this.#attempt("reading the packet filter", () => this.#filter.chains());
    for (const chain of there?.keys() ?? []) {
      if (!wanted.has(chain)) await this.#attempt(`removing ${chain}`, () => this.#filter.remove(chain));
    }
    for (const [chain, rules] of wanted) {
      await this.#attempt(`putting ${chain}`, () => this.#filter.put(chain, rules));
    }
  }

  async #lift(lease: FaultLease): Promise<void> {
    this.#say(`the drill ${lease.runId} fell silent: lifting ${lease.undo.length} faults`);
    const failed = await performUndos(lease.undo, (operation) => this.#cluster.undo(operation));
    for (const { reason } of failed) this.#say(`lifting the faults of ${lease.runId}: ${reason}`);
    // A lease that stays is tried again at the next look.
    if (failed.length > 0) return;
    await this.#attempt(`releasing ${lease.runId}`, async () => {
      await this.#cluster.release(lease);
      this.#released.add(lease.runId);
    });
  }

  async #attempt<T>(what: string, body: () => Promise<T>): Promise<T | undefined> {
    try {
      return await body();
    } catch (thrown) {
      this.#say(`${what}: ${messageOf(thrown)}`);
      return undefined;
    }
  }
}
