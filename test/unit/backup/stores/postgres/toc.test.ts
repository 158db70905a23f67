import { describe, expect, it } from "vitest";
import { parseToc, sequenceValuesOf, tableDataOf } from "../../../../../backup/stores/postgres/toc.ts";
import { builtToc } from "./built-toc.ts";

const plans = { kind: "TABLE DATA", schema: "public", name: "plans", file: "3412.dat" };
const setTo = (value: string) => ({
  kind: "SEQUENCE SET",
  schema: "public",
  name: "plans_id_seq",
  definition: `SELECT pg_catalog.setval('public.plans_id_seq', ${value});\n`,
});
const unreadable = { code: "backup.archive-unreadable" };

describe("a table of contents", () => {
  it.each([14, 15, 16])("of format 1.%i is read", (minor) => {
    const table = { kind: "TABLE", schema: "public", name: "plans", definition: "CREATE TABLE public.plans ();\n" };
    const setting = "SET client_encoding = 'UTF8';\n";
    const encoding = { kind: "ENCODING", schema: null, name: "ENCODING", definition: setting };
    expect(parseToc(builtToc([encoding, table, plans], minor))).toEqual([
      { ...encoding, schema: "", file: null },
      { ...table, file: null },
      { ...plans, definition: "" },
    ]);
  });

  it("may have nothing in it", () => {
    expect(parseToc(builtToc([]))).toEqual([]);
  });

  it.each([13, 17])("of format 1.%i is not known", (minor) => {
    expect(() => parseToc(builtToc([plans], minor))).toThrow(/1\.1\d is not known/);
  });

  it("that is cut off anywhere is told", () => {
    const whole = builtToc([plans, setTo("7, true")]);
    for (let length = 0; length < whole.length; length += 1) {
      expect(() => parseToc(whole.subarray(0, length))).toThrow(expect.objectContaining(unreadable));
    }
  });

  it("is told from other files", () => {
    expect(() => parseToc(Buffer.from("-- PostgreSQL database dump\n"))).toThrow(expect.objectContaining(unreadable));
  });
});

describe("data of tables", () => {
  it("is found by names of any kind", () => {
    const names = ["with space", 'with "quotes"', "TABLE DATA public x", "größe\nin two lines"];
    const entries = names.map((name, at) => ({ kind: "TABLE DATA", schema: "My Schema", name, file: `${at}.dat` }));
    expect(tableDataOf(parseToc(builtToc(entries)))).toEqual(
      names.map((name, at) => ({ schema: "My Schema", name, file: `${at}.dat` })),
    );
  });

  it("is nothing else than data of tables", () => {
    const view = { kind: "MATERIALIZED VIEW DATA", schema: "public", name: "totals" };
    expect(tableDataOf(parseToc(builtToc([view, setTo("1, false")])))).toEqual([]);
  });
});

describe("a sequence's value", () => {
  it.each([
    ["7, true", "7", true],
    ["1, false", "1", false],
    ["-9223372036854775808, true", "-9223372036854775808", true],
  ])("%s", (value, last, isCalled) => {
    const sequence = { schema: "public", name: "plans_id_seq", last, isCalled };
    expect(sequenceValuesOf(parseToc(builtToc([plans, setTo(value)])))).toEqual([sequence]);
  });

  it("has to be one", () => {
    expect(() => sequenceValuesOf(parseToc(builtToc([setTo("seven, true")])))).toThrow(/public\.plans_id_seq/);
  });
});
