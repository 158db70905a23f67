import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "../..");

/** Folder -> the folders of ours that it may import, itself aside. */
const mayImport: Record<string, string[]> = {
  common: [],
  contract: ["common"],
  toolchain: ["common"],
  backup: ["common", "contract"],
  components: ["common", "contract"],
  reference: ["common", "contract"],
  stacks: ["common", "contract", "components"],
  engine: ["common", "contract", "backup", "components", "stacks", "toolchain"],
  drills: ["common", "contract", "backup", "components", "stacks", "engine"],
  cli: ["common", "contract", "backup", "components", "stacks", "engine", "drills", "toolchain", "reference"],
};

/** The pure parts of the engine may not reach its edges. */
const pure: Record<string, string[]> = {
  "engine/judge": ["common", "contract", "engine/evidence", "engine/judge"],
  "engine/report": ["common", "contract", "engine/evidence", "engine/report", "engine/judge"],
};

interface Import {
  file: string;
  target: string;
}

function importsBelow(folder: string): Import[] {
  const files = readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).filter((f) => f.endsWith(".ts"));
  return files.flatMap((name) => {
    const path = join(root, folder, name);
    const specifiers = readFileSync(path, "utf8").matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g);
    return [...specifiers].map((match) => ({
      file: relative(root, path),
      target: relative(root, resolve(dirname(path), match[1] ?? "")),
    }));
  });
}

describe("imports go one way", () => {
  it.each(Object.entries(mayImport))("%s", (folder, allowed) => {
    const imports = importsBelow(folder);
    expect(imports.length).toBeGreaterThan(0);
    const wrong = imports.filter(({ target }) => ![folder, ...allowed].includes(target.split("/")[0] ?? ""));
    expect(wrong).toEqual([]);
  });

  it.each(Object.entries(pure))("%s is pure", (folder, allowed) => {
    const wrong = importsBelow(folder).filter(({ target }) => !allowed.some((each) => target.startsWith(`${each}/`)));
    expect(wrong).toEqual([]);
  });
});
