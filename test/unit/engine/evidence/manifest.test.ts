import { createHash } from "node:crypto";
import { appendFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { requireIntact, verifyManifest, writeManifest } from "../../../../engine/evidence/manifest.ts";
import { temporaryFolder } from "./temporary-folder.ts";

async function sealedFolder(): Promise<string> {
  const folder = join(await temporaryFolder(), "r1");
  const files = {
    "journal.ndjson": "{}\n",
    "pods/mesh/mesh.log": "ready\n",
    "loads/a/samples.csv.gz": "",
    "Z.txt": "z",
  };
  for (const [file, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), text);
  }
  await writeManifest(folder);
  return folder;
}

describe("writeManifest", () => {
  it("lists size and digest of every file below the folder, sorted, without itself", async () => {
    const folder = await sealedFolder();
    const { files } = JSON.parse(await readFile(join(folder, "manifest.json"), "utf8"));
    const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
    expect(files).toEqual([
      { file: "Z.txt", size: 1, sha256: sha256("z") },
      { file: "journal.ndjson", size: 3, sha256: sha256("{}\n") },
      { file: "loads/a/samples.csv.gz", size: 0, sha256: sha256("") },
      { file: "pods/mesh/mesh.log", size: 6, sha256: sha256("ready\n") },
    ]);
  });

  it("leaves nothing else behind, in the folder or beside it", async () => {
    const folder = await sealedFolder();
    expect(await readdir(dirname(folder))).toEqual(["r1"]);
    expect((await readdir(folder)).sort()).toEqual(["Z.txt", "journal.ndjson", "loads", "manifest.json", "pods"]);
  });

  it("writes the same bytes for the same folder, and replaces an older manifest", async () => {
    const folder = await sealedFolder();
    const before = await readFile(join(folder, "manifest.json"), "utf8");
    await writeManifest(folder);
    expect(await readFile(join(folder, "manifest.json"), "utf8")).toBe(before);
    await writeFile(join(folder, "report.md"), "# report\n");
    await writeManifest(folder);
    expect(await verifyManifest(folder)).toEqual([]);
  });
});

describe("verifyManifest", () => {
  it("finds nothing wrong with a folder as it was sealed", async () => {
    expect(await verifyManifest(await sealedFolder())).toEqual([]);
  });

  it("names what was edited, removed and added", async () => {
    const folder = await sealedFolder();
    await writeFile(join(folder, "pods/mesh/mesh.log"), "readY\n");
    await appendFile(join(folder, "loads/a/samples.csv.gz"), "x");
    await rm(join(folder, "Z.txt"));
    await writeFile(join(folder, "pods/extra.log"), "");
    expect(await verifyManifest(folder)).toEqual([
      { file: "Z.txt", problem: "missing" },
      { file: "loads/a/samples.csv.gz", problem: "edited" },
      { file: "pods/extra.log", problem: "unlisted" },
      { file: "pods/mesh/mesh.log", problem: "edited" },
    ]);
  });

  it("refuses a folder without a manifest", async () => {
    const folder = await sealedFolder();
    await rm(join(folder, "manifest.json"));
    await expect(verifyManifest(folder)).rejects.toMatchObject({ code: "evidence.unsealed" });
  });

  it("refuses a manifest that is none", async () => {
    const folder = await sealedFolder();
    await writeFile(join(folder, "manifest.json"), '{"schema":"biowerk-drill/manifest/1","files":[{"file":"a"}]}');
    await expect(verifyManifest(folder)).rejects.toMatchObject({
      code: "evidence.unreadable",
      message: expect.stringContaining("manifest.json"),
    });
  });
});

describe("requireIntact", () => {
  it("lets an unchanged folder pass", async () => {
    await expect(requireIntact(await sealedFolder())).resolves.toBeUndefined();
  });

  it("refuses a changed one, naming each file and what happened to it", async () => {
    const folder = await sealedFolder();
    await writeFile(join(folder, "Z.txt"), "y");
    await rm(join(folder, "journal.ndjson"));
    await expect(requireIntact(folder)).rejects.toMatchObject({
      code: "evidence.edited",
      message: expect.stringMatching(/Z\.txt \(edited\), journal\.ndjson \(missing\)$/),
    });
  });
});
