import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import * as grpc from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import providerpb from "@pulumi/pulumi/proto/provider_pb.js";
import { afterEach, beforeEach, expect, it } from "vitest";
import { waitFor } from "../../../common/wait.ts";
import { processStartTime } from "../../../toolchain/docker/host.ts";
import { toStruct } from "../../../toolchain/plugins/shared/values.ts";

const program = resolve(import.meta.dirname, "../../../toolchain/plugins/kind/pulumi-resource-kind");

/** kind that never ends, as one that waits for a node. */
const endless = (pid: string) => `#!/bin/sh\necho $$ > ${pid}.draft && mv ${pid}.draft ${pid}\nexec sleep 60\n`;
/** Docker that has nothing. */
const emptyDocker = `#!/bin/sh\nif [ "$1" = info ]; then echo 2; fi\n`;

let folder: string;
let plugin: ChildProcess;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "drill-kind-plugin-"));
});
afterEach(async () => {
  plugin.kill("SIGKILL");
  await rm(folder, { recursive: true, force: true });
});

async function place(name: string, text: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, text);
  await chmod(file, 0o755);
  return file;
}

/** Serves the plugin and has it make a cluster. */
async function creating(asLeader: boolean): Promise<number> {
  const pidFile = join(folder, "pid");
  await place("docker", emptyDocker);
  const kind = await place("kind", endless(pidFile));
  const PATH = `${folder}:${process.env["PATH"]}`;
  const env = { ...process.env, PATH, TMPDIR: folder, DRILL_KIND: kind, DRILL_NODE: process.execPath };
  plugin = spawn(program, ["127.0.0.1:1"], { env, detached: asLeader, stdio: ["pipe", "pipe", "inherit"] });
  const [port] = (await once(plugin.stdout ?? plugin, "data")) as [Buffer];
  const client = new ResourceProviderClient(`127.0.0.1:${port.toString().trim()}`, grpc.credentials.createInsecure());
  const request = new providerpb.CreateRequest()
    .setUrn("urn:pulumi:smoke::biowerk::kind:index:Cluster::cluster")
    .setProperties(toStruct({ name: "biowerk-a", nodeImage: "node:1" }));
  client.create(request, () => client.close());
  const wait = { what: "the start of kind", timeoutMs: 20_000, everyMs: 50, remedy: "look at the plugin" };
  return waitFor(wait, async () => ({ done: true, value: Number(await readFile(pidFile, "utf8")) }));
}

it.each([
  ["in the process group that the engine gives it", true, [null, "SIGKILL"]],
  ["in the process group of what started it", false, [1, null]],
] as const)("a kind plugin %s ends with the kind that it runs when the engine is gone", async (_how, leads, end) => {
  const kind = await creating(leads);
  plugin.stdin?.destroy();
  expect(await once(plugin, "exit")).toEqual(end);
  const wait = { what: "the end of kind", timeoutMs: 5_000, everyMs: 20, remedy: "look at the plugin" };
  await waitFor(wait, async () =>
    (await processStartTime(kind)) === undefined ? { done: true, value: null } : { done: false, seen: `${kind} runs` },
  );
});
