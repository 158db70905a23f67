import type { Gap } from "./gaps.ts";

/** A revision as its Alembic file states it. */
export interface Revision {
  revision: string;
  /** what it comes after; null = it is the first */
  downRevision: string | null | readonly string[];
}

/** How a database stands to the migrations that belong to it. */
export type MigrationState =
  | { state: "current" }
  /** revisions that were not applied, in the order in which they must be */
  | { state: "pending"; revisions: string[] }
  /** they cannot be applied; each problem in words */
  | { state: "broken"; problems: string[] };

/** @param current the version that the database says it has; null = none was ever applied */
export function migrationState(revisions: readonly Revision[], current: string | null): MigrationState {
  const parents = new Map(revisions.map((each) => [each.revision, parentsOf(each)]));
  const problems = [
    ...doubled(revisions).map((id) => `there are several revisions ${id}`),
    ...missingParents(parents),
    ...severalHeads(parents),
    ...(current === null || parents.has(current) ? [] : [`the database is at ${current}, which no revision has`]),
  ];
  const ordered = inOrder(parents);
  if (ordered.length < parents.size && problems.length === 0) problems.push("the revisions go in a circle");
  if (problems.length > 0) return { state: "broken", problems };
  const applied = current === null ? new Set<string>() : withAncestors(parents, current);
  const pending = ordered.filter((id) => !applied.has(id));
  return pending.length === 0 ? { state: "current" } : { state: "pending", revisions: pending };
}

/** @param subject the database that they are for */
export function migrationGaps(subject: string, migrations: MigrationState): Gap[] {
  switch (migrations.state) {
    case "current":
      return [];
    case "pending":
      return migrations.revisions.map((revision) => ({
        kind: "migration-pending",
        subject: `${subject}: ${revision}`,
        detail: "the restored database has not got it",
        remedy: `apply it before the services start: alembic upgrade ${revision}`,
      }));
    case "broken":
      return migrations.problems.map((detail) => ({
        kind: "migration-broken",
        subject,
        detail,
        remedy: "mend the revisions so that they lead from the first one to one head, over that of the database",
      }));
  }
}

function parentsOf({ downRevision }: Revision): readonly string[] {
  if (downRevision === null) return [];
  return typeof downRevision === "string" ? [downRevision] : downRevision;
}

function doubled(revisions: readonly Revision[]): string[] {
  const ids = revisions.map(({ revision }) => revision);
  return [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))];
}

type Parents = ReadonlyMap<string, readonly string[]>;

function missingParents(parents: Parents): string[] {
  return [...parents].flatMap(([id, own]) =>
    own.filter((parent) => !parents.has(parent)).map((parent) => `${id} comes after ${parent}, which does not exist`),
  );
}

function severalHeads(parents: Parents): string[] {
  const followed = new Set([...parents.values()].flat());
  const heads = [...parents.keys()].filter((id) => !followed.has(id)).sort();
  return heads.length > 1 ? [`there are ${heads.length} heads: ${heads.join(", ")}`] : [];
}

/** Each after those that it comes after; without those that are in a circle, or come after what does not exist. */
function inOrder(parents: Parents): string[] {
  const done = new Set<string>();
  const left = [...parents.keys()].sort();
  for (;;) {
    const next = left.findIndex((id) => parents.get(id)?.every((parent) => done.has(parent)));
    if (next === -1) return [...done];
    for (const id of left.splice(next, 1)) done.add(id);
  }
}

function withAncestors(parents: Parents, id: string): Set<string> {
  const found = new Set([id]);
  // A set is read to its end, what is added meanwhile included.
  for (const each of found) {
    for (const parent of parents.get(each) ?? []) found.add(parent);
  }
  return found;
}
