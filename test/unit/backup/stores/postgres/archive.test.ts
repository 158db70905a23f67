import { describe, expect, it } from "vitest";
import { MultisetDigest } from "../../../../../backup/format/digest.ts";
import type { StoreRecord } from "../../../../../backup/format/manifest.ts";
import { readPostgresArchive } from "../../../../../backup/stores/postgres/archive.ts";
import { heldObjects } from "../held-objects.ts";
import { builtToc } from "./built-toc.ts";

const tocKey = "postgres/toc.dat.zst.age";
const dataKey = "postgres/12.dat.zst.age";
const toc = builtToc([
  { kind: "TABLE DATA", schema: "public", name: "plans", file: "12.dat" },
  {
    kind: "SEQUENCE SET",
    schema: "public",
    name: "plans_id_seq",
    definition: "SELECT pg_catalog.setval('public.plans_id_seq', 2, true);\n",
  },
]);
const never = new AbortController().signal;

const digestOf = (...items: string[][]): string => {
  const digest = new MultisetDigest();
  for (const item of items) digest.add(...item);
  return digest.value.digest;
};

function archive(contents: Record<string, Buffer>) {
  const { entries, open } = heldObjects(contents);
  const part = (name: string, key: string) => ({ name, count: 0, digest: "0".repeat(64), objects: [key] });
  const record: StoreRecord = {
    store: "postgres",
    server: "PostgreSQL 15.14",
    snapshotAt: "2026-01-01T00:00:00.000Z",
    snapshotPoint: "exported snapshot 00000003-1",
    schemaDigest: "",
    parts: [part("public.plans", dataKey), part("sequence public.plans_id_seq", tocKey), part("public.gone", dataKey)],
    objects: entries,
  };
  return readPostgresArchive(record, { open }, never);
}

describe("the archive of Postgres", () => {
  it("is counted again from its files alone, apart from parts that it does not know", async () => {
    const rows = Buffer.from("1\tone\n2\ttwo\n\\.\n\n\n");
    expect(await archive({ [tocKey]: toc, [dataKey]: rows })).toEqual([
      { name: "public.plans", count: 2, digest: digestOf(["1\tone"], ["2\ttwo"]) },
      { name: "sequence public.plans_id_seq", count: 1, digest: digestOf(["2", "true"]) },
    ]);
  });

  it.each<[string, Record<string, Buffer>]>([
    ["a table's file is cut off", { [tocKey]: toc, [dataKey]: Buffer.from("1\tone\n") }],
    ["a table's file is not there", { [tocKey]: toc }],
    ["it has no table of contents", { [dataKey]: Buffer.from("\\.\n") }],
    ["something else lies in it", { [tocKey]: toc, "postgres/../x": Buffer.from("x") }],
  ])("cannot be read where %s", async (_what, contents) => {
    await expect(archive(contents)).rejects.toMatchObject({ code: "backup.archive-unreadable" });
  });
});
