/** How much of each kind of content there is. */
export interface SeedSizes {
  /** rows by table */
  postgres: Record<"plans" | "users" | "projects" | "artifacts" | "executions", number>;
  /** documents by collection; `mixed` holds every type of value that the store takes */
  documents: Record<"drafts" | "tables" | "artifacts" | "mixed", number>;
  /** keys by kind */
  redis: Record<"sessions" | "strings" | "lists" | "sets" | "sortedSets", number>;
  blobs: { count: number; bytes: number };
}

/** What there is at scale 1. */
const unit = { rows: 100_000, documents: 20_000, keys: 5_000, blobs: 200 };
const blobBytes = 2 ** 20;

/** Percent of the whole; the first of each takes what rounding leaves. */
const shares = {
  postgres: { plans: 40, users: 2, projects: 8, artifacts: 20, executions: 30 },
  documents: { drafts: 40, tables: 20, artifacts: 20, mixed: 20 },
  redis: { sessions: 50, strings: 20, lists: 10, sets: 10, sortedSets: 10 },
};

/** Sizes of a scale, of each kind at least one. @param scale positive; 1 = 100,000 rows and all that goes with them */
export function seedSizes(scale: number): SeedSizes {
  const scaled = (whole: number) => Math.max(1, Math.round(whole * scale));
  return {
    postgres: split(scaled(unit.rows), shares.postgres),
    documents: split(scaled(unit.documents), shares.documents),
    redis: split(scaled(unit.keys), shares.redis),
    blobs: { count: scaled(unit.blobs), bytes: blobBytes },
  };
}

function split<K extends string>(whole: number, percent: Record<K, number>): Record<K, number> {
  const [first, ...others] = Object.keys(percent) as K[];
  const parts = { ...percent };
  let rest = whole;
  for (const name of others) {
    parts[name] = Math.max(1, Math.floor((whole * percent[name]) / 100));
    rest -= parts[name];
  }
  if (first !== undefined) parts[first] = Math.max(1, rest);
  return parts;
}
