import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Inventory, leftBehind, takeInventory } from "../../engine/environment/inventory.ts";
import { dockerMissing, emptyImage } from "../helpers/docker.ts";

const missing = await dockerMissing();
const tag = `drill-leak-${process.pid}`;

describe.skipIf(missing !== undefined)(`planted leaks (${missing ?? "Docker answers"})`, () => {
  let folder: string;
  let before: Inventory;
  let server: Server;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "drill-leaks-"));
    process.env["DRILL_STATE_DIR"] = folder;
    process.env["KUBECONFIG"] = join(folder, "kubeconfig");
    await emptyImage(`${tag}:1`);
    before = await takeInventory();

    await execa("docker", ["create", "--name", tag, `${tag}:1`, "nothing"]);
    await execa("docker", ["volume", "create", tag]);
    await execa("docker", ["network", "create", tag]);
    await writeFile(join(folder, "kubeconfig"), JSON.stringify({ contexts: [{ name: tag }] }));
    const locks = join(folder, "environments", "e1", "backend", ".pulumi", "locks", "organization", "biowerk", "s");
    await mkdir(locks, { recursive: true });
    await writeFile(join(locks, "lock.json"), JSON.stringify({ pid: 1, hostname: hostname() }));
    server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });

  afterAll(async () => {
    server.close();
    await execa("docker", ["rm", "--force", tag], { reject: false });
    await execa("docker", ["volume", "rm", tag], { reject: false });
    await execa("docker", ["network", "rm", tag], { reject: false });
    await execa("docker", ["image", "rm", `${tag}:1`], { reject: false });
    await rm(folder, { recursive: true });
  });

  it("are each named with the command that removes them", async () => {
    const found = leftBehind(before, await takeInventory(), () => false).join("\n");
    const { port } = server.address() as { port: number };
    expect(found).toContain(`container ${tag} (docker rm --force --volumes ${tag})`);
    expect(found).toContain(`volume ${tag} (docker volume rm ${tag})`);
    expect(found).toContain(`network ${tag} (docker network rm ${tag})`);
    expect(found).toContain(`context ${tag} (`);
    expect(found).toMatch(/lock \S+\/e1\/backend\/\.pulumi\/locks\/organization\/biowerk\/s\/lock\.json \(rm /);
    expect(found).toContain(`port 127.0.0.1:${port} (`);
  });
});
