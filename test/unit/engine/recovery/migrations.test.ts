import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { migrationGaps, migrationState, type Revision } from "../../../../engine/recovery/migrations.ts";

const of = (revision: string, downRevision: Revision["downRevision"]): Revision => ({ revision, downRevision });
const chain = [of("c", "b"), of("a", null), of("b", "a")];

describe("migrationState", () => {
  it("is current at the head", () => {
    expect(migrationState(chain, "c")).toEqual({ state: "current" });
    expect(migrationState([], null)).toEqual({ state: "current" });
  });

  it("has all after the database's version pending, in order", () => {
    expect(migrationState(chain, "a")).toEqual({ state: "pending", revisions: ["b", "c"] });
    expect(migrationState(chain, null)).toEqual({ state: "pending", revisions: ["a", "b", "c"] });
  });

  it("follows branches that are merged", () => {
    const merged = [of("a", null), of("left", "a"), of("right", "a"), of("z", ["left", "right"])];
    expect(migrationState(merged, "left")).toEqual({ state: "pending", revisions: ["right", "z"] });
  });

  it.each<[string, Revision[], string | null, string]>([
    ["a parent that is missing", [of("b", "a")], null, "b comes after a, which does not exist"],
    ["several heads", [of("a", null), of("b", "a"), of("c", "a")], "a", "there are 2 heads: b, c"],
    ["a version that nobody knows", chain, "x", "the database is at x, which no revision has"],
    ["a revision that is there twice", [...chain, of("b", "a")], "a", "there are several revisions b"],
    ["a circle", [of("a", "b"), of("b", "a")], null, "the revisions go in a circle"],
  ])("is broken by %s", (_, revisions, current, problem) => {
    expect(migrationState(revisions, current)).toEqual({ state: "broken", problems: [problem] });
  });

  it("names every problem", () => {
    const state = migrationState([of("b", "a"), of("c", null)], "x");
    expect(state.state === "broken" ? state.problems : []).toHaveLength(3);
  });

  /** Revisions of which each comes after some of the earlier ones, and the last after all heads. */
  const graphs = fc.array(fc.array(fc.nat(), { maxLength: 3 }), { minLength: 1, maxLength: 12 }).map((picks) => {
    const revisions = picks.map((pick, n) =>
      of(`r${n}`, n === 0 ? null : [...new Set(pick.map((each) => `r${each % n}`))]),
    );
    const followed = new Set(revisions.flatMap(({ downRevision }) => downRevision ?? []));
    const heads = revisions.map(({ revision }) => revision).filter((id) => !followed.has(id));
    return [...revisions, of("head", heads)];
  });

  it("has each revision pending after those that it comes after, and none that was applied", () => {
    fc.assert(
      fc.property(graphs, fc.nat(), fc.boolean(), (revisions, pick, fresh) => {
        const current = fresh ? null : (revisions[pick % revisions.length]?.revision ?? null);
        const state = migrationState([...revisions].reverse(), current);
        const pending = state.state === "pending" ? state.revisions : [];
        expect(state.state).toBe(current === "head" ? "current" : "pending");
        expect(pending).not.toContain(current);
        if (fresh) expect(pending).toHaveLength(revisions.length);
        for (const { revision, downRevision } of revisions) {
          const at = pending.indexOf(revision);
          if (at === -1) continue;
          for (const parent of downRevision ?? []) expect(pending.indexOf(parent)).toBeLessThan(at);
        }
      }),
    );
  });
});

describe("migrationGaps", () => {
  it("has one for each revision that is pending and each problem", () => {
    expect(migrationGaps("postgres", { state: "current" })).toEqual([]);
    expect(migrationGaps("postgres", { state: "pending", revisions: ["b", "c"] })).toMatchObject([
      { kind: "migration-pending", subject: "postgres: b" },
      { kind: "migration-pending", subject: "postgres: c" },
    ]);
    expect(migrationGaps("postgres", { state: "broken", problems: ["two heads"] })).toMatchObject([
      { kind: "migration-broken", subject: "postgres", detail: "two heads" },
    ]);
  });
});
