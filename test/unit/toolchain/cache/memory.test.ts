import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import * as z from "zod";
import { recall, remember } from "../../../../toolchain/cache/memory.ts";
import { temporaryFolder } from "../bench.ts";

const hour = 3_600_000;

it("recalls a finding for an hour", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "new", "finding.json");
  expect(await recall(file, z.string(), 0)).toBeUndefined();
  await remember(file, "found", 1_000);
  expect(await recall(file, z.string(), 1_000)).toBe("found");
  expect(await recall(file, z.string(), 999 + hour)).toBe("found");
  expect(await recall(file, z.string(), 1_000 + hour)).toBeUndefined();
  expect(await readdir(join(folder.path, "new"))).toEqual(["finding.json"]);
});

it("does not recall a finding from a clock that ran ahead, of another shape, or half written", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "finding.json");
  await remember(file, "found", 2_000);
  expect(await recall(file, z.string(), 1_000)).toBeUndefined();
  expect(await recall(file, z.number(), 2_000)).toBeUndefined();
  await writeFile(file, '{"value":"fo');
  expect(await recall(file, z.string(), 2_000)).toBeUndefined();
});
