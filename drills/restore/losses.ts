import { withStorePorts } from "../../engine/backup/store-ports.ts";
import { judgeLosses } from "../../engine/recovery/writes/judge-losses.ts";
import { lossesOf } from "../../engine/recovery/writes/losses.ts";
import { presentIds } from "../../engine/recovery/writes/present.ts";
import type { WriteEntry } from "../../engine/recovery/writes/write-ledger.ts";
import type { Session } from "../../engine/session.ts";
import { recoveryTargets } from "./objectives.ts";
import type { Recovery, Restorable } from "./recovery.ts";

/** What was written until the disaster. */
export interface Written {
  prefix: string;
  entries: readonly WriteEntry[];
  disasterAtMs: number;
}

/** Looks which of the writes are there, and says per store what the disaster took. */
export async function observeLosses(
  session: Session,
  { ground, blobsPrefix }: Restorable,
  written: Written,
  recovery: Recovery,
): Promise<void> {
  const { prefix, entries, disasterAtMs } = written;
  const present = await session.ask((context) =>
    withStorePorts(context, ground.at(blobsPrefix), (targets) => presentIds(targets, { runId: session.runId, prefix })),
  );
  const stores = recovery.taken.stores.map(({ store, snapshotAt }) => ({
    ...{ store, snapshotAtMs: Date.parse(snapshotAt) },
    present: present[store],
  }));
  recovery.losses.push(...lossesOf(entries, stores, disasterAtMs));
  for (const losses of recovery.losses) {
    const judged = judgeLosses(losses);
    const isLate = losses.rpoMs > recoveryTargets.rpoMs;
    const observation = isLate ? { ...judged, ok: false, detail: `beyond the RPO: ${judged.detail}` } : judged;
    await session.observe({ name: `losses.${losses.store}`, observe: async () => [observation] });
  }
}
