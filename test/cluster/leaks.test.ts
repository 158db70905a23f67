import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Inventory, takeInventory } from "../../engine/environment/inventory.ts";
import { type Appeared, findLeaks } from "../../engine/environment/leaks.ts";
import { marksOf } from "../../engine/environment/ownership.ts";
import { dockerMissing, emptyImage } from "../helpers/docker.ts";

const missing = await dockerMissing();
const id = `leak-${process.pid}`;
const clusterName = `biowerk-${id}`;
const image = `drill-leak-${process.pid}:1`;
const foreign = `foreign-${process.pid}`;

describe.skipIf(missing !== undefined)(`planted leaks (${missing ?? "Docker answers"})`, () => {
  let folder: string;
  let before: Inventory;
  let server: Server;
  let port: number;
  let found: Appeared;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "drill-leaks-"));
    vi.stubEnv("DRILL_STATE_DIR", folder);
    vi.stubEnv("KUBECONFIG", join(folder, "kubeconfig"));
    await emptyImage(image);
    before = await takeInventory();

    server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    ({ port } = server.address() as { port: number });
    const node = ["--label", `io.x-k8s.kind.cluster=${clusterName}`, "--publish", `127.0.0.1:${port}:30080`];
    await execa("docker", ["create", "--name", `${clusterName}-control-plane`, ...node, image, "nothing"]);
    await execa("docker", ["create", "--name", foreign, image, "nothing"]);
    await execa("docker", ["volume", "create", clusterName]);
    await execa("docker", ["network", "create", clusterName]);
    await writeFile(join(folder, "kubeconfig"), JSON.stringify({ contexts: [{ name: `kind-${clusterName}` }] }));
    const locks = join(folder, "environments", id, "backend", ".pulumi", "locks", "organization", "biowerk", "s");
    await mkdir(locks, { recursive: true });
    await writeFile(join(locks, "lock.json"), JSON.stringify({ pid: 1, hostname: hostname() }));

    found = await findLeaks(before, await marksOf({ id, clusterName, holder: null }), async () => []);
  });

  afterAll(async () => {
    server.close();
    await execa("docker", ["rm", "--force", `${clusterName}-control-plane`, foreign], { reject: false });
    await execa("docker", ["volume", "rm", clusterName], { reject: false });
    await execa("docker", ["network", "rm", clusterName], { reject: false });
    await execa("docker", ["image", "rm", image], { reject: false });
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true });
  });

  it("are each named with the command that removes them", () => {
    const ours = found.ours.join("\n");
    const node = `${clusterName}-control-plane`;
    expect(ours).toContain(`container ${node} (docker rm --force --volumes ${node})`);
    expect(ours).toContain(`volume ${clusterName} (docker volume rm ${clusterName})`);
    expect(ours).toContain(`network ${clusterName} (docker network rm ${clusterName})`);
    expect(ours).toContain(`context kind-${clusterName} (kubectl config delete-context kind-${clusterName})`);
    expect(ours).toMatch(/lock \S+\/backend\/\.pulumi\/locks\/organization\/biowerk\/s\/lock\.json \(rm /);
    expect(ours).toContain(`port 127.0.0.1:${port} (`);
  });

  it("are told from what somebody else made meanwhile", () => {
    expect(found.foreign).toContain(`container ${foreign}`);
    expect(found.ours.join("\n")).not.toContain(foreign);
  });
});
