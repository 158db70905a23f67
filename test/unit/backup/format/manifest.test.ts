import { describe, expect, it } from "vitest";
import {
  type Manifest,
  manifest,
  type ObjectEntry,
  objectsOf,
  recordOf,
  type StoreName,
} from "../../../../backup/format/manifest.ts";

const entry = (key: string): ObjectEntry => ({ key, bytes: 10, sha256: "ab".repeat(32), plainBytes: 20 });
const record = (store: StoreName, ...keys: string[]): Manifest["stores"][number] => ({
  store,
  server: "a server",
  snapshotAt: "2025-01-02T03:04:05.678Z",
  snapshotPoint: "writers paused",
  schemaDigest: "",
  parts: [{ name: "all", count: 1, digest: "cd".repeat(32), objects: keys }],
  objects: keys.map(entry),
});
const whole: Manifest = {
  schema: "biowerk-drill/backup/1",
  id: "b1",
  startedAt: "2025-01-02T03:04:05.678Z",
  endedAt: "2025-01-02T03:05:05.678Z",
  source: { environmentId: "e1", stack: "local", clusterUid: "c1", instances: ["mesh-0 u1"] },
  gitSha: "abc",
  images: [{ workload: "mesh", image: "mesh:1", digest: "sha256:1" }],
  schemaVersions: { biowerk: "head" },
  recipients: ["age1x"],
  stores: [record("redis", "redis/keys"), record("postgres", "postgres/toc.dat", "postgres/1.dat")],
  openapi: { mesh: entry("openapi/mesh.json"), osteon: entry("openapi/osteon.json") },
  configuration: entry("configuration.json"),
  secrets: { names: ["app-secrets"], object: entry("secrets.json") },
};

describe("a manifest", () => {
  it("is read as it is written", () => {
    expect(manifest.parse(JSON.parse(JSON.stringify(whole)))).toEqual(whole);
  });

  it.each<[string, object]>([
    ["of another schema", { schema: "biowerk-drill/backup/2" }],
    ["with a field that nobody knows", { password: "x" }],
    ["that nobody can open", { recipients: [] }],
    ["without an id", { id: "" }],
    ["with a hash in capitals", { configuration: { ...entry("c"), sha256: "AB".repeat(32) } }],
    ["with a short hash", { configuration: { ...entry("c"), sha256: "ab" } }],
    ["with a negative length", { configuration: { ...entry("c"), bytes: -1 } }],
    ["of a store that nobody knows", { stores: [{ ...record("redis"), store: "kafka" }] }],
    ["with a time that is none", { startedAt: "yesterday" }],
  ])("%s is refused", (_what, change) => {
    expect(manifest.safeParse({ ...whole, ...change }).success).toBe(false);
  });

  it("names every object in its order", () => {
    expect(objectsOf(whole).map(({ key }) => key)).toEqual([
      "redis/keys",
      "postgres/toc.dat",
      "postgres/1.dat",
      "openapi/mesh.json",
      "openapi/osteon.json",
      "configuration.json",
      "secrets.json",
    ]);
    const withoutSecrets = { ...whole, secrets: { names: [], object: null } };
    expect(objectsOf(withoutSecrets).map(({ key }) => key)).not.toContain("secrets.json");
  });

  it("has the record of a store that was taken", () => {
    expect(recordOf(whole, "postgres")?.objects).toHaveLength(2);
    expect(recordOf(whole, "blobs")).toBeUndefined();
  });
});
