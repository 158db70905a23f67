import type { Observation } from "../probes/probe.ts";

/** Something of another store that is named, and by how many. */
export interface Use {
  target: string;
  count: number;
  /** one of those that name it */
  example: string;
}

const shown = 3;

/** What names what, by target. @param byName name of each that names something -> what it names */
export function usesOf(byName: ReadonlyMap<string, string>): Use[] {
  const uses = new Map<string, Use>();
  for (const [example, target] of byName) {
    const use = uses.get(target) ?? { target, count: 0, example };
    uses.set(target, { ...use, count: use.count + 1 });
  }
  return [...uses.values()];
}

/** What there is to say of names in one store, given what there is in the other one. */
export function judgeReferences(uses: readonly Use[], there: ReadonlySet<string>): Omit<Observation, "subject"> {
  const total = sumOf(uses);
  if (total === 0) return { ok: null, detail: "nothing is named" };
  const dangling = uses.filter(({ target }) => !there.has(target));
  if (dangling.length === 0) return { ok: true, detail: `${total} name ${uses.length}, all of which are there` };
  const first = dangling.slice(0, shown).map(({ target, example }) => `${target} (named by ${example})`);
  const missing = `${dangling.length} of the ${uses.length} that are named are missing, such as ${first.join(", ")}`;
  return { ok: false, detail: `${sumOf(dangling)} of ${total} dangle: ${missing}` };
}

const sumOf = (uses: readonly Use[]) => uses.reduce((sum, { count }) => sum + count, 0);
