import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inGroups } from "../../../../../backup/stores/redis/groups.ts";

const mebi = 2 ** 20;

async function groupsOf(sizes: readonly number[]): Promise<number[][]> {
  const groups: number[][] = [];
  for await (const group of inGroups(sizes, (size) => size)) groups.push(group);
  return groups;
}

describe("groups that are held in memory", () => {
  it("are all items in their order, few and of few bytes, unless one alone is larger", async () => {
    const size = fc.integer({ min: 0, max: 20 * mebi });
    await fc.assert(
      fc.asyncProperty(fc.array(size, { maxLength: 50 }), async (sizes) => {
        const groups = await groupsOf(sizes);
        expect(groups.flat()).toEqual(sizes);
        for (const group of groups) {
          expect(group.length).toBeGreaterThan(0);
          const bytes = group.reduce((sum, each) => sum + each, 0);
          expect(group.length === 1 || bytes <= 16 * mebi).toBe(true);
        }
      }),
    );
  });

  it("have no more than 200 items", async () => {
    const groups = await groupsOf(Array.from({ length: 450 }, () => 1));
    expect(groups.map(({ length }) => length)).toEqual([200, 200, 50]);
  });

  it("are none of nothing", async () => {
    expect(await groupsOf([])).toEqual([]);
  });
});
