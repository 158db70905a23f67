import { describe, expect, it } from "vitest";
import { DrillError } from "../../../../../common/errors.ts";
import { blobWriter } from "../../../../../engine/recovery/writes/blob-writer.ts";

const refusal = (code: string) => new DrillError({ code, kind: "environment", message: "no", remedy: "none" });

function writeTo(put: () => Promise<void>) {
  return blobWriter({ put }).write("r1-blobs-000001", new AbortController().signal);
}

describe("blobWriter", () => {
  it("puts a blob under its id", async () => {
    const kept = new Map<string, string>();
    const writer = blobWriter({ put: async (key, body) => void kept.set(key, String(body)) });
    expect(await writer.write("r1-blobs-000001", new AbortController().signal)).toBe("ok");
    expect([...kept]).toEqual([["writes/r1-blobs-000001", "written as r1-blobs-000001\n"]]);
  });

  it.each(["objects.denied", "objects.full", "objects.missing"])("has failed on %s", async (code) => {
    expect(await writeTo(() => Promise.reject(refusal(code)))).toBe("failed");
  });

  it("does not know what became of a blob where there is no answer", async () => {
    expect(await writeTo(() => Promise.reject(refusal("objects.unreachable")))).toBe("unknown");
    expect(await writeTo(() => Promise.reject(new Error("ECONNRESET")))).toBe("unknown");
  });
});
