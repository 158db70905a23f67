import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import * as grpc from "@grpc/grpc-js";
import emptypb from "google-protobuf/google/protobuf/empty_pb.js";
import { LanguageRuntimeClient } from "@pulumi/pulumi/proto/language_grpc_pb.js";
import type pluginpb from "@pulumi/pulumi/proto/plugin_pb.js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const plugins = resolve(import.meta.dirname, "../../../toolchain/plugins");
const programs = [
  ["kubernetes/pulumi-resource-kubernetes", ResourceProviderClient],
  ["random/pulumi-resource-random", ResourceProviderClient],
  ["language-nodejs/pulumi-language-nodejs", LanguageRuntimeClient],
] as const;

describe.each(programs)("the process of %s", (program, Client) => {
  let folder: string;
  let child: ChildProcess;
  let port: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "drill-plugin-"));
    // As in a Pulumi home: a link in a folder of its own, started from anywhere.
    const link = join(folder, "plugin");
    await symlink(join(plugins, program), link);
    const env = { ...process.env, DRILL_NODE: process.execPath };
    child = spawn(link, ["127.0.0.1:1"], { cwd: folder, env, stdio: ["pipe", "pipe", "inherit"] });
    const [line] = (await once(child.stdout ?? child, "data")) as [Buffer];
    port = line.toString();
  });

  afterEach(async () => {
    child.kill("SIGKILL");
    await rm(folder, { recursive: true, force: true });
  });

  it("prints its port alone and answers there", async () => {
    expect(port).toMatch(/^\d+\n$/);
    const client = new Client(`127.0.0.1:${port.trim()}`, grpc.credentials.createInsecure());
    const info = await new Promise<pluginpb.PluginInfo>((answer, reject) => {
      client.getPluginInfo(new emptypb.Empty(), (error, response) =>
        error === null ? answer(response) : reject(error),
      );
    });
    client.close();
    expect(info.getVersion()).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it("ends when the engine is gone", async () => {
    child.stdin?.destroy();
    expect(await once(child, "exit")).toEqual([0, null]);
  });

  it("ends when the engine is done with it", async () => {
    child.kill("SIGINT");
    expect(await once(child, "exit")).toEqual([0, null]);
  });
});
