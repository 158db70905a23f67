import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { bundleReference } from "../../../reference/bundle.ts";
import { get, post } from "./helpers/running.ts";

// Outside of the checkout, so that nothing is found in its node_modules.
let folder: string;
let bundle: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "drill-reference-"));
  bundle = join(folder, "reference.mjs");
  await bundleReference(bundle);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Starts a role on a free port. @returns the process and the address that it logged */
async function start(role: string, env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [bundle, role], { cwd: folder, env: { PORT: "0", ...env } });
  onTestFinished(() => void child.kill("SIGKILL"));
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const port = await expect
    .poll(() => /http:\/\/127\.0\.0\.1:(\d+)/.exec(output)?.[1])
    .toBeDefined()
    .then(() => /http:\/\/127\.0\.0\.1:(\d+)/.exec(output)?.[1]);
  return { child, url: `http://127.0.0.1:${port}`, output: () => output };
}

async function exitCode(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null) await once(child, "exit");
  return child.exitCode;
}

describe("the bundle", () => {
  it("is the same for the same sources", async () => {
    const again = join(folder, "again.mjs");
    await bundleReference(again);
    const digest = async (file: string) =>
      createHash("sha256")
        .update(await readFile(file))
        .digest("hex");
    expect(await digest(again)).toBe(await digest(bundle));
  });

  it("plays the model and mesh with nothing beside it, writes JSON, and ends in order when it is told to", async () => {
    const stub = await start("llm-stub");
    expect((await get(`${stub.url}/health`)).body).toMatchObject({ status: "healthy", latencyMs: 20 });
    const mesh = await start("mesh", { REDIS_HOST: "127.0.0.1", REDIS_PORT: "1", JWT_SECRET_KEY: "do-not-log-me" });
    expect(await get(`${mesh.url}/health`)).toMatchObject({ status: 200, body: { service: "mesh" } });
    for (const line of mesh.output().trim().split("\n"))
      expect(JSON.parse(line)).toHaveProperty("service_name", "mesh");
    mesh.child.kill("SIGTERM");
    stub.child.kill("SIGTERM");
    expect(await Promise.all([exitCode(mesh.child), exitCode(stub.child)])).toEqual([0, 0]);
    expect(mesh.output()).not.toContain("do-not-log-me");
  });

  it("plays an agent whose stores are away: it starts, says so, and refuses with a hint", async () => {
    const stub = await start("llm-stub");
    const nowhere = {
      MONGO_HOST: "127.0.0.1",
      MONGO_PORT: "1",
      REDIS_HOST: "127.0.0.1",
      REDIS_PORT: "1",
      MONGO_USER: "",
    };
    const osteon = await start("osteon", { ...nowhere, OLLAMA_BASE_URL: stub.url, RETRY_MAX_ATTEMPTS: "1" });
    expect((await get(`${osteon.url}/health`)).body).toMatchObject({ status: "degraded", service: "osteon" });
    const draft = { origin: "o", target: "t", intent: "i", input: { goal: "g" } };
    const answer = await post(`${osteon.url}/v1/draft`, draft);
    expect(answer).toMatchObject({ status: 503, body: { detail: { dependency: "mongodb" } } });
    expect(answer.headers.has("retry-after")).toBe(true);
  });

  it("refuses to start as what it cannot be, in words and without a stack", async () => {
    const child = spawn(process.execPath, [bundle, "nobody"], { cwd: folder, env: {} });
    let said = "";
    child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
    await once(child, "close");
    expect(child.exitCode).toBe(2);
    expect(said).toMatch(/not a role.*\n.*mesh/);
    expect(said).not.toContain("    at ");
  });
});
