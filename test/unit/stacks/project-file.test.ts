import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { parseStackConfig } from "../../../stacks/config.ts";
import { type ConfigKey, configKeys } from "../../../stacks/config-keys.ts";

const root = join(import.meta.dirname, "../../..");
const readYaml = (file: string): unknown => parse(readFileSync(join(root, file), "utf8"));

const project = readYaml("Pulumi.yaml") as {
  main: string;
  stackConfigDir: string;
  runtime: object;
  plugins: { providers: { name: string; path: string }[] };
  config: Record<string, object>;
};

/** What the Pulumi CLI is to be told of a key. */
function declared(key: ConfigKey) {
  const stored = key.type === "string" ? key.default : (JSON.parse(key.default) as unknown);
  const items = key.type === "array" ? { items: { type: "string" } } : {};
  return { type: key.type, ...items, description: key.description, default: stored };
}

describe("Pulumi.yaml", () => {
  it("declares the keys of the program, in its order, with its types, words and defaults", () => {
    const expected = Object.fromEntries(Object.entries(configKeys).map(([name, key]) => [name, declared(key)]));
    expect(project.config).toEqual(expected);
    expect(Object.keys(project.config)).toEqual(Object.keys(expected));
  });

  it("names a program that exists and lets Node strip its types", () => {
    expect(readFileSync(join(root, project.main), "utf8")).toContain("export default");
    expect(project.runtime).toEqual({ name: "nodejs", options: { typescript: false } });
    expect(project.stackConfigDir).toBe("stacks");
    expect(project.plugins.providers).toEqual([{ name: "kind", path: "toolchain/plugins/kind" }]);
  });
});

describe("the stack smoke", () => {
  const smoke = readYaml("stacks/Pulumi.smoke.yaml") as { config: Record<string, string> };

  it("becomes a whole config once it is said what runs and for whom", () => {
    const kept = Object.entries(smoke.config).map(([key, value]) => [key.replace(/^biowerk:/, ""), value] as const);
    const chosen = { environmentId: "smoke-1", owner: "o", images: "reference", referenceImage: "reference:1" };
    expect(parseStackConfig({ ...Object.fromEntries(kept), ...chosen }).llm).toMatchObject({ latencyMs: 20 });
  });
});
