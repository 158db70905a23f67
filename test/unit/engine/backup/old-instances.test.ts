import { describe, expect, it } from "vitest";
import { namedIn } from "../../../../engine/backup/old-instances.ts";
import type { RedisTexts } from "../../../../engine/backup/redis-texts.ts";

const old = ["mesh-7d9f-abcde", "0b9c6c1e-uid-of-mesh"];

async function* textsOf(entries: Record<string, string>): RedisTexts {
  for (const [key, text] of Object.entries(entries)) yield await Promise.resolve({ key, text });
}

describe("what Redis holds", () => {
  it("names no old instance where only others are registered", async () => {
    const texts = textsOf({ "instance:mesh-5c4b-fghij": "10.244.0.7", "session:1": "an outline of mesh-7d9f" });
    expect(await namedIn(texts, old)).toEqual({ keys: 2, found: [] });
  });

  it("names one in a key, or in what a key holds, by name or by uid", async () => {
    const texts = textsOf({
      "instance:mesh-7d9f-abcde": "10.244.0.7",
      "session:1": "an outline",
      instances: "mesh-5c4b-fghij\n0b9c6c1e-uid-of-mesh",
    });
    expect(await namedIn(texts, old)).toEqual({
      keys: 3,
      found: ["instance:mesh-7d9f-abcde (mesh-7d9f-abcde)", "instances (0b9c6c1e-uid-of-mesh)"],
    });
  });

  it("is counted by keys, of which each is named once", async () => {
    expect(await namedIn(textsOf({ [old.join()]: old.join() }), old)).toMatchObject({ keys: 1, found: { length: 1 } });
    expect(await namedIn(textsOf({}), old)).toEqual({ keys: 0, found: [] });
    expect(await namedIn(textsOf({ a: "b" }), [])).toEqual({ keys: 1, found: [] });
  });
});
