import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { experimentsPage } from "../../../../cli/docs/experiments-page.ts";
import { experiments } from "../../../../drills/chaos/experiments.ts";

const committed = await readFile(new URL("../../../../docs/experiments.md", import.meta.url), "utf8");

describe("docs/experiments.md", () => {
  it("is what the experiments in the code give; if not, run: node cli/docs/write-experiments.ts", async () => {
    expect(committed).toBe(await experimentsPage());
  });

  it("has a section of its own for every experiment", () => {
    expect(committed.match(/^## chaos\/.*$/gm)).toEqual(experiments.map(({ name }) => `## chaos/${name}`));
  });
});
