import { describe, expect, it } from "vitest";
import { quoted, sequencePart, tablePart } from "../../../../../backup/stores/postgres/names.ts";

describe("names", () => {
  it("are quoted in SQL", () => {
    expect(quoted({ schema: "public", name: 'odd "name"' })).toBe('"public"."odd ""name"""');
  });

  it.each([
    ["public", "plans", "public.plans"],
    ["public", "With Case", 'public."With Case"'],
    ["a.b", "c", '"a.b".c'],
    ["a", "b.c", 'a."b.c"'],
    ["sequence public", "x", '"sequence public".x'],
  ])("of the table %s and %s are one part's", (schema, name, part) => {
    expect(tablePart({ schema, name })).toBe(part);
  });

  it("of a sequence are told from a table's", () => {
    expect(sequencePart({ schema: "public", name: "plans_id_seq" })).toBe("sequence public.plans_id_seq");
  });
});
