import { describe, expect, it } from "vitest";
import type { JobLine } from "../../../../backup/job/lines.ts";
import { parseJobLine } from "../../../../engine/backup/job-lines.ts";

describe("a line of the job", () => {
  it.each<JobLine>([
    { type: "progress", store: "postgres", bytes: 1, items: 2 },
    { type: "progress", store: "blobs", bytes: 1, items: 2, totalBytes: 3 },
    { type: "store", store: "redis", state: "started", atMs: 1 },
    { type: "done", result: { id: "b" } },
    { type: "failed", code: "c", message: "m", remedy: "r" },
  ])("is read as it was written: $type", (line) => {
    expect(parseJobLine(JSON.stringify(line))).toEqual(line);
  });

  it.each([
    "",
    "(node:1) ExperimentalWarning: zstd",
    '{"type":"progress","store":"postgres","bytes":1',
    '{"level":"warn","message":"deprecated"}',
    '{"type":"progress","store":"mysql","bytes":1,"items":1}',
    '{"type":"failed","code":"c","message":"m","remedy":"r","stack":"more"}',
    '[{"type":"done"}]',
    "null",
  ])("is none where something else was written: %j", (text) => {
    expect(parseJobLine(text)).toBeUndefined();
  });
});
