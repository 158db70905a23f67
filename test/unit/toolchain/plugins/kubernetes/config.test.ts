import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { checkConfig, diffConfig, parseConfig } from "../../../../../toolchain/plugins/kubernetes/config.ts";
import { activeServer, defaultNamespace } from "../../../../../toolchain/plugins/kubernetes/kubeconfig.ts";
import { type Properties, unknown } from "../../../../../toolchain/plugins/shared/values.ts";

const folder = mkdtempSync(join(tmpdir(), "drill-config-"));
afterAll(() => rmSync(folder, { recursive: true }));

function kubeconfig(server: string, token = "t"): string {
  return `
current-context: one
contexts:
  - { name: one, context: { cluster: first, user: u } }
  - { name: two, context: { cluster: second, user: u, namespace: team } }
clusters:
  - { name: first, cluster: { server: "${server}" } }
  - { name: second, cluster: { server: "https://second" } }
users:
  - { name: u, user: { token: ${token} } }
`;
}

const a = kubeconfig("https://a");
const replaces = (olds: Properties, news: Properties) =>
  diffConfig(olds, news)
    .changes.filter(({ replace }) => replace)
    .map(({ path }) => path);

describe("checkConfig", () => {
  it("accepts what is served", () => {
    const news = {
      kubeconfig: a,
      context: "one",
      namespace: "n",
      clusterIdentifier: "c",
      enableServerSideApply: "true",
      enableConfigMapMutable: "true",
      deleteUnreachable: "false",
      suppressDeprecationWarnings: "true",
      version: "4.34.2",
    };
    expect(checkConfig(news)).toEqual({ inputs: news, failures: [] });
  });

  it.each([
    { renderYamlToDirectory: "/tmp/out" },
    { enableServerSideApply: "false" },
    { upsertExistingObjects: "true" },
  ])("refuses %j instead of ignoring it", (news) => {
    const [property] = Object.keys(news);
    expect(checkConfig(news).failures).toEqual([{ property, reason: expect.stringContaining(property ?? "") }]);
  });
});

describe("diffConfig", () => {
  it("finds nothing between equal settings", () => {
    expect(diffConfig({ kubeconfig: a }, { kubeconfig: a }).changes).toEqual([]);
  });

  it("replaces for another cluster identifier, and for nothing else while there is one", () => {
    const before = { kubeconfig: a, clusterIdentifier: "one" };
    const moved = kubeconfig("https://b");
    expect(replaces(before, { ...before, kubeconfig: moved })).toEqual([]);
    expect(replaces(before, { ...before, kubeconfig: unknown })).toEqual([]);
    expect(diffConfig(before, { ...before, kubeconfig: moved }).changes).toHaveLength(1);
    expect(replaces(before, { ...before, clusterIdentifier: "two" })).toEqual(["clusterIdentifier"]);
    expect(replaces(before, { ...before, clusterIdentifier: unknown })).toEqual(["clusterIdentifier"]);
  });

  it("goes by the server where there is no identifier", () => {
    expect(replaces({ kubeconfig: a }, { kubeconfig: kubeconfig("https://a", "other") })).toEqual([]);
    expect(replaces({ kubeconfig: a }, { kubeconfig: kubeconfig("https://b") })).toEqual(["kubeconfig"]);
    expect(replaces({ kubeconfig: a }, { kubeconfig: a, context: "two" })).toEqual(["context"]);
    expect(replaces({ kubeconfig: a }, { kubeconfig: unknown })).toEqual(["kubeconfig"]);
  });

  it("does not replace because an identifier is added or removed", () => {
    const identified = { kubeconfig: a, clusterIdentifier: "one" };
    expect(replaces({ kubeconfig: a }, identified)).toEqual([]);
    expect(replaces(identified, { kubeconfig: a })).toEqual([]);
  });
});

describe("a kubeconfig", () => {
  it("is content or a path", () => {
    const file = join(folder, "kubeconfig");
    writeFileSync(file, kubeconfig("https://in-a-file"));
    expect(activeServer(parseConfig({ kubeconfig: file }))).toBe("https://in-a-file");
    expect(activeServer(parseConfig({ kubeconfig: a }))).toBe("https://a");
    expect(activeServer(parseConfig({ kubeconfig: a, context: "two" }))).toBe("https://second");
  });

  it.each([{}, { kubeconfig: "/no/such/file" }, { kubeconfig: "{ not: [yaml" }])("names no server in %j", (config) => {
    expect(activeServer(parseConfig(config))).toBeUndefined();
  });

  it("gives the default namespace, unless the settings do", () => {
    expect(defaultNamespace(parseConfig({ kubeconfig: a }))).toBe("default");
    expect(defaultNamespace(parseConfig({ kubeconfig: a, context: "two" }))).toBe("team");
    expect(defaultNamespace(parseConfig({ kubeconfig: a, context: "two", namespace: "own" }))).toBe("own");
  });
});
