import { createRequire } from "node:module";
import { access, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, it } from "vitest";
import { waitFor } from "../../../common/wait.ts";
import { suite } from "./needs.ts";

const root = resolve(import.meta.dirname, "../../..");
const { version } = createRequire(import.meta.url)("@pulumi/pulumi/package.json") as { version: string };

const program = `
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

export default async (): Promise<Record<string, pulumi.Input<string>>> => {
  const config = new pulumi.Config();
  console.log("a line of the program");
  if (config.getBoolean("fail")) throw new Error("told to fail");
  if (config.getBoolean("crash")) process.exit(7);
  if (config.getBoolean("wait")) {
    console.log("pid " + process.pid);
    setInterval(() => {}, 1000);
    await new Promise(() => {});
  }
  const text = new random.RandomString("text", { length: 8 });
  return { greeting: config.require("greeting"), token: config.requireSecret("token"), text: text.result };
};
`;

const project = `
name: plain
runtime:
  name: nodejs
  options:
    typescript: false
main: index.ts
`;

suite("plain pulumi with the language host", ["DRILL_PULUMI"], () => {
  let folder: string;
  let env: Record<string, string>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "drill-language-"));
    for (const name of ["backend", "program"]) await mkdir(join(folder, name));
    await place(`language-nodejs-v${version}`, "language-nodejs/pulumi-language-nodejs");
    const random = createRequire(import.meta.url)("@pulumi/random/package.json") as { version: string };
    await place(`resource-random-v${random.version}`, "random/pulumi-resource-random");
    await symlink(join(root, "node_modules"), join(folder, "program", "node_modules"));
    await writeFile(join(folder, "program", "index.ts"), program);
    await writeFile(join(folder, "program", "Pulumi.yaml"), project);
    const dependencies = { "@pulumi/pulumi": "*", "not-installed": "*" };
    await writeFile(join(folder, "program", "package.json"), JSON.stringify({ type: "module", dependencies }));
    env = {
      PULUMI_HOME: join(folder, "home"),
      PULUMI_BACKEND_URL: `file://${join(folder, "backend")}`,
      PULUMI_CONFIG_PASSPHRASE: "plain",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      PULUMI_IGNORE_AMBIENT_PLUGINS: "true",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      DRILL_NODE: process.execPath,
    };
    await pulumi("stack", "init", "dev");
    await pulumi("config", "set", "greeting", "hello");
    await execa(process.env["DRILL_PULUMI"] ?? "", ["config", "set", "--secret", "token"], {
      cwd: join(folder, "program"),
      env,
      input: "secret-token",
    });
  });

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  const place = async (name: string, path: string) => {
    const home = join(folder, "home", "plugins", name);
    await mkdir(home, { recursive: true });
    await symlink(join(root, "toolchain/plugins", path), join(home, path.split("/").at(-1) ?? ""));
  };
  const pulumi = (...args: string[]) =>
    execa(process.env["DRILL_PULUMI"] ?? "", [...args, "--non-interactive"], {
      cwd: join(folder, "program"),
      env,
      reject: false,
    });
  const up = () => pulumi("up", "--yes", "--skip-preview");

  it("runs a TypeScript program with its configuration and shows what it prints", async () => {
    const { exitCode, stdout } = await up();
    expect(stdout).toContain("a line of the program");
    expect(exitCode).toBe(0);
    const outputs = await pulumi("stack", "output", "--json", "--show-secrets");
    const text = expect.stringMatching(/^.{8}$/);
    expect(JSON.parse(outputs.stdout)).toEqual({ greeting: "hello", token: "secret-token", text });
  });

  it("previews without changing anything", async () => {
    const { exitCode, stdout } = await pulumi("preview");
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining("2 unchanged")]);
  });

  it("shows a program's own error once and adds nothing", async () => {
    await pulumi("config", "set", "fail", "true");
    const { exitCode, stdout } = await up();
    await pulumi("config", "rm", "fail");
    expect(exitCode).not.toBe(0);
    expect(stdout).toContain("Error: told to fail");
    expect(stdout).not.toContain("non-zero exit code");
  });

  it("reports a program that ends without a word", async () => {
    await pulumi("config", "set", "crash", "true");
    const { exitCode, stdout, stderr } = await up();
    await pulumi("config", "rm", "crash");
    expect(exitCode).not.toBe(0);
    expect(stdout + stderr).toContain("non-zero exit code: 7");
  });

  it("tells which Node.js and which packages a program has", async () => {
    const { stdout } = await pulumi("about", "--json");
    const about = JSON.parse(stdout) as { runtime: unknown; dependencies: unknown };
    expect(about.runtime).toMatchObject({ executable: process.execPath, version: process.version });
    expect(about.dependencies).toEqual([{ name: "@pulumi/pulumi", version }]);
  });

  it("leaves no process behind when the engine is killed", async () => {
    await pulumi("config", "set", "wait", "true");
    const engine = up();
    let pid = 0;
    for await (const line of engine) {
      pid = Number(/pid (\d+)/.exec(line)?.[1] ?? 0);
      if (pid > 0) break;
    }
    engine.kill("SIGKILL");
    await engine;
    await waitFor({ what: "the program's end", timeoutMs: 20_000, everyMs: 50, remedy: "" }, async () => {
      const alive = await access(`/proc/${pid}`).then(
        () => true,
        () => false,
      );
      return alive ? { done: false, seen: `process ${pid}` } : { done: true, value: undefined };
    });
    await pulumi("config", "rm", "wait");
    await pulumi("cancel", "--yes");
  });

  it("destroys from state", async () => {
    const { exitCode, stdout } = await pulumi("destroy", "--yes");
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining("2 deleted")]);
  });
});
