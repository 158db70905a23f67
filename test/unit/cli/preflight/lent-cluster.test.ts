import { readdir, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { leaseGrant } from "../../../../components/cluster/lease.ts";
import { DrillError } from "../../../../common/errors.ts";
import { drill, ownFolder } from "../played-edges.ts";

let folder: string;
beforeEach(async () => {
  folder = await ownFolder();
});

const uid = "6f1c1f0e-0000-4000-8000-000000000001";
const leased = (changed: Record<string, string> = {}) => ({
  [leaseGrant.owner]: "o",
  [leaseGrant.expiresAt]: "2999-01-01T00:00:00Z",
  [leaseGrant.clusterUid]: uid,
  ...changed,
});

/** Brings an environment up on the cluster of a kubeconfig, as far as that is allowed. */
async function upOn(kubeconfig: string) {
  const file = join(folder, "config");
  await writeFile(file, kubeconfig);
  // Where the tools are asked for, every look at the cluster is behind it.
  const prepareToolset = async (): Promise<never> => {
    throw new DrillError({ code: "passed", kind: "environment", message: "the cluster may be used", remedy: "none" });
  };
  const asked = [`clusterProvider=existing`, `kubeconfig=${file}`, "kubeContext=lab"];
  return drill(["up", ...asked.flatMap((each) => ["-c", each])], { prepareToolset });
}

const kubeconfigFor = (server: string) =>
  JSON.stringify({
    contexts: [{ name: "lab", context: { cluster: "lab", user: "lab" } }],
    clusters: [{ name: "lab", cluster: { server, "insecure-skip-tls-verify": true } }],
    users: [{ name: "lab", user: { token: "t" } }],
  });

/** An API server that answers every question so. */
async function apiServer(status: number, body: unknown): Promise<string> {
  const server = createServer((_request, response) => response.writeHead(status).end(JSON.stringify(body)));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return kubeconfigFor(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

const kubeSystem = (annotations: Record<string, string>) => apiServer(200, { metadata: { uid, annotations } });

describe("an existing cluster", () => {
  it("is used where it is lent", async () => {
    expect((await upOn(await kubeSystem(leased()))).stderr).toContain("drill: passed: ");
  });

  it.each([
    ["without a lease", {}, "lease.missing"],
    ["whose lease ended", leased({ [leaseGrant.expiresAt]: "2001-01-01T00:00:00Z" }), "lease.expired"],
    ["with the lease of another one", leased({ [leaseGrant.clusterUid]: "another" }), "lease.foreign"],
  ])("%s is refused", async (_what, annotations, code) => {
    const { exitCode, stderr } = await upOn(await kubeSystem(annotations));
    expect(stderr).toMatch(new RegExp(`^drill: ${code}: .*\n  remedy: .*drill lease grant --context NAME`));
    expect(exitCode).toBe(2);
    expect(await readdir(folder)).toEqual(["config"]);
  });

  it.each([
    ["that does not answer", async () => kubeconfigFor("http://127.0.0.1:9"), /127\.0\.0\.1:9 cannot be reached/],
    ["that refuses the look", () => apiServer(403, {}), /answers with status 403/],
    ["that is something else", () => apiServer(200, { hello: "world" }), /something else than a namespace/],
  ])("%s is an error of the environment", async (_what, kubeconfig, message) => {
    const { exitCode, stderr } = await upOn(await kubeconfig());
    expect(stderr).toMatch(/^drill: cluster\.unreachable: /);
    expect(stderr).toMatch(message);
    expect(stderr).toContain("remedy: check that it answers: kubectl --context lab get namespace kube-system");
    expect(exitCode).toBe(3);
  });

  it("whose kubeconfig is none is refused by name", async () => {
    const { exitCode, stderr } = await upOn("not: [a kubeconfig");
    expect(stderr).toContain(`drill: kubeconfig.invalid: ${join(folder, "config")} is not a kubeconfig`);
    expect(exitCode).toBe(2);
  });
});
