import { describe, expect, it } from "vitest";
import { rowStatements, tableStatements } from "../../../../../engine/recovery/seed/postgres-sql.ts";
import { seedSizes } from "../../../../../engine/recovery/seed/sizes.ts";
import { planSql } from "../../../../../reference/stores/plan-sql.ts";

describe("the seed of Postgres", () => {
  it("makes the table of plans as nucleus does", () => {
    expect(tableStatements[0]).toBe(planSql.create);
  });

  it("gives each statement the parameters that it names", () => {
    for (const { text, values } of rowStatements(seedSizes(1))) {
      const named = new Set([...text.matchAll(/\$(\d+)/g)].map((match) => Number(match[1])));
      expect([...named].sort(), text).toEqual(values.map((_, index) => index + 1));
    }
  });

  it("makes as many rows of each table as are asked for", () => {
    const sizes = seedSizes(0.5);
    const rows = rowStatements(sizes).flatMap(({ text, values }) => {
      const table = /^insert into (\w+)/.exec(text)?.[1];
      return table === undefined ? [] : [[table, values[0]]];
    });
    expect(Object.fromEntries(rows)).toEqual(sizes.postgres);
  });

  it("fills a table only after those that its rows name", () => {
    const filled = rowStatements(seedSizes(1)).map(({ text }) => /^insert into (\w+)/.exec(text)?.[1]);
    expect(filled.filter((table) => table !== undefined)).toEqual([
      "plans",
      "users",
      "projects",
      "artifacts",
      "executions",
    ]);
  });
});
