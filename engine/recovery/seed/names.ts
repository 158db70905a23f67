/** What seeded content is called: a prefix and a number from 0, so that SQL can make the same names. */
export const seedPrefixes = {
  plan: "seed-plan-",
  user: "seed-user-",
  project: "seed-project-",
  artifact: "seed-artifact-",
  execution: "seed-execution-",
  draft: "seed-draft-",
  table: "seed-table-",
  mixed: "seed-mixed-",
  session: "seed-session-",
} as const;

/** Keys of seeded blobs are `<prefix><number><suffix>`. */
export const blobNames = { prefix: "uploads/seed-", suffix: ".bin" } as const;

export const blobKey = (n: number): string => blobNames.prefix + n + blobNames.suffix;

/** Where one store names what another one keeps. */
export const crossReferences = {
  /** a column of Postgres names a blob */
  blob: { table: "artifacts", column: "blob_key" },
  /** a column of Postgres names a document of the drafts */
  draft: { table: "executions", column: "draft_id" },
  /** a field of a session in Redis names a plan in Postgres */
  plan: { field: "plan_id" },
} as const;

/** The origin that seeded rows and documents name. */
export const seedOrigin = "drill-seed";

/** When the first of everything was made, seconds since 1970: the start of 2026. */
export const seedEpochSeconds = 1_767_225_600;
