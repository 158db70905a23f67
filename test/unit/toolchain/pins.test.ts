import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import semver from "semver";
import { describe, expect, it } from "vitest";
import { moduleFolder } from "../../../toolchain/acquire/go-build.ts";
import { buildOrder, kubernetesParts, officialPlugins, ownPlugin, tools } from "../../../toolchain/pins.ts";
import type { Platform } from "../../../toolchain/platform.ts";
import type { Tool } from "../../../toolchain/tool.ts";

const all: Tool[] = Object.values(tools);
const root = join(import.meta.dirname, "../../..");
const linux: Platform = { os: "linux", arch: "amd64" };
const mac: Platform = { os: "darwin", arch: "arm64" };

/** Go module that decides a tool's version -> the tool. */
const modules: Record<string, Tool> = {
  "sigs.k8s.io/kind": tools.kind,
  "k8s.io/kubernetes": tools.kubernetes,
  "go.k6.io/k6": tools.k6,
  "github.com/pulumi/pulumi/pkg/v3": tools.pulumi,
  "github.com/FerretDB/FerretDB": tools.ferretdb,
  "github.com/Shopify/toxiproxy/v2": tools.toxiproxy,
  "sigs.k8s.io/metrics-server": tools.metricsServer,
};

function versionInGoMod(tool: Tool, module: string): string | undefined {
  const text = tool.build === undefined ? "" : readFileSync(join(moduleFolder(tool.build), "go.mod"), "utf8");
  const line = text.split("\n").find((each) =>
    each
      .trim()
      .replace(/^require /, "")
      .startsWith(`${module} v`),
  );
  return / v(\S+)/.exec(line ?? "")?.[1];
}

describe("the table of tools", () => {
  it.each(Object.entries(modules))("pins what the module builds: %s", (module, tool) => {
    expect(versionInGoMod(tool, module)).toBe(tool.version);
  });

  it.each(Object.entries(kubernetesParts))("names the version of %s in the Kubernetes build", (module, version) => {
    expect(versionInGoMod(tools.kubernetes, module)).toBe(version);
  });

  it.each(all.map((tool) => [tool.name, tool] as const))("is consistent in itself: %s", (_name, tool) => {
    expect(semver.valid(tool.version)).toBe(tool.version);
    if (tool.accepts !== undefined) expect(semver.satisfies(tool.version, tool.accepts)).toBe(true);
    const outputs = tool.build?.steps.map((step) => step.output) ?? [];
    const made = [tool.file, tool.probe?.file ?? tool.file];
    for (const file of made)
      expect(outputs.some((output) => file.startsWith(output) || output.startsWith(file))).toBe(true);
  });

  it.each([
    [tools.kind, linux, "https://kind.sigs.k8s.io/dl/v0.33.0/kind-linux-amd64"],
    [tools.kind, mac, "https://kind.sigs.k8s.io/dl/v0.33.0/kind-darwin-arm64"],
    [tools.kubectl, linux, "https://dl.k8s.io/release/v1.36.3/bin/linux/amd64/kubectl"],
    [tools.k6, linux, "https://github.com/grafana/k6/releases/download/v1.8.1/k6-v1.8.1-linux-amd64.tar.gz"],
    [tools.k6, mac, "https://github.com/grafana/k6/releases/download/v1.8.1/k6-v1.8.1-macos-arm64.zip"],
    [tools.pulumi, linux, `${github("pulumi/pulumi")}/v3.246.0/pulumi-v3.246.0-linux-x64.tar.gz`],
    [tools.pulumi, mac, `${github("pulumi/pulumi")}/v3.246.0/pulumi-v3.246.0-darwin-arm64.tar.gz`],
  ] as const)("knows the vendor's address: $0.name", (tool: Tool, platform, url) => {
    expect(tool.download?.url(platform)).toBe(url);
  });

  it("names checksum files of the same release", () => {
    const sums = all.flatMap((tool) => tool.download?.checksumUrl(linux) ?? []);
    expect(sums).toEqual([
      "https://kind.sigs.k8s.io/dl/v0.33.0/kind-linux-amd64.sha256sum",
      "https://dl.k8s.io/release/v1.36.3/bin/linux/amd64/kubectl.sha256",
      `${github("grafana/k6")}/v1.8.1/k6-v1.8.1-checksums.txt`,
      `${github("pulumi/pulumi")}/v3.246.0/pulumi-3.246.0-checksums.txt`,
    ]);
  });

  it("lets kubectl and the node's programs share one build", () => {
    expect(tools.kubectl.build).toBe(tools.kubernetes.build);
  });
});

describe("the plugins", () => {
  it("have the versions of their packages, and ours is there", () => {
    const { dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
      dependencies: Record<string, string>;
    };
    for (const { name, version } of officialPlugins) expect(dependencies[`@pulumi/${name}`]).toBe(version);
    expect(existsSync(join(root, "toolchain", "plugins", ownPlugin))).toBe(true);
  });
});

describe("buildOrder", () => {
  it("begins with what a cluster needs and ends with what only load needs", () => {
    const names = buildOrder("registry-only").map((tool) => tool.name);
    expect(names[0]).toBe("kubernetes");
    expect(names.at(-1)).toBe("k6");
    const onDemand: Tool[] = [tools.toxiproxy, tools.metricsServer, tools.versitygw];
    const always = all.filter((tool) => !onDemand.includes(tool));
    expect([...names].sort()).toEqual(always.map((tool) => tool.name).sort());
  });

  it("builds no node image where the official one is pulled", () => {
    const names = buildOrder("connected").map((tool) => tool.name);
    expect(names).not.toContain("kubernetes");
    for (const tool of buildOrder("connected")) expect(tool.download).toBeDefined();
  });
});

function github(repository: string): string {
  return `https://github.com/${repository}/releases/download`;
}
