import { DrillError } from "../../common/errors.ts";
import { eachStore } from "../each-store.ts";
import { type Manifest, recordOf, type StoreRecord } from "../format/manifest.ts";
import type { Store } from "../stores/store.ts";

/** What is to be done with one store. */
export interface StorePlan {
  store: Store;
  record: StoreRecord;
  /** "keep" = an earlier try restored it; "restore-anew" = its content is removed first */
  step: "restore" | "restore-anew" | "keep";
  /** content of others that is removed, in words; null = there is none */
  overwrites: string | null;
}

/**
 * Looks at every store before anything is written to one.
 * @param options.intoNonEmpty what is there already may be removed
 * @throws DrillError restore.no-record; restore.not-empty, which names all that would be overwritten
 */
export async function planRestore(options: {
  manifest: Manifest;
  stores: readonly Store[];
  intoNonEmpty: boolean;
  signal: AbortSignal;
}): Promise<StorePlan[]> {
  const { manifest, stores, intoNonEmpty, signal } = options;
  const on = async (store: Store, stopped: AbortSignal): Promise<StorePlan> => {
    const record = recordIn(manifest, store);
    return { store, record, ...(await stepFor(manifest.id, store, stopped)) };
  };
  const plans = await eachStore(stores, { done: "looked into", signal, on });
  const overwritten = plans
    .filter(({ overwrites }) => overwrites !== null)
    .map(({ store, overwrites }) => `${store.name}: ${overwrites}`);
  if (overwritten.length > 0 && !intoNonEmpty) throw notEmpty(overwritten);
  return plans;
}

async function stepFor(
  backupId: string,
  store: Store,
  signal: AbortSignal,
): Promise<Pick<StorePlan, "step" | "overwrites">> {
  const mark = await store.findMark();
  if (mark?.backupId === backupId) {
    return { step: mark.state === "complete" ? "keep" : "restore-anew", overwrites: null };
  }
  const content = await store.occupied(signal);
  if (mark !== null) {
    const overwrites = `${content ?? "nothing yet"}, of a restore of backup ${mark.backupId}`;
    return { step: "restore-anew", overwrites };
  }
  return { step: content === null ? "restore" : "restore-anew", overwrites: content };
}

function recordIn(manifest: Manifest, { name }: Store): StoreRecord {
  const record = recordOf(manifest, name);
  if (record !== undefined) return record;
  throw new DrillError({
    code: "restore.no-record",
    kind: "usage",
    message: `backup ${manifest.id} holds nothing of ${name}`,
    remedy: "choose a backup that holds it, or restore the other stores alone",
  });
}

function notEmpty(overwritten: readonly string[]): DrillError {
  return new DrillError({
    code: "restore.not-empty",
    kind: "usage",
    message: `the restore would overwrite ${overwritten.join("; ")}`,
    remedy: "restore into an empty environment, or add --into-non-empty to lose what is there",
  });
}
