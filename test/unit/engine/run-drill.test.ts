import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { DrillError } from "../../../common/errors.ts";
import { homeOf } from "../../../engine/environment/home.ts";
import type { Objective } from "../../../engine/evidence/objective.ts";
import type { EnvironmentSource } from "../../../engine/environment-source.ts";
import { runDrill } from "../../../engine/run-drill.ts";
import type { DrillProgram, Session } from "../../../engine/session.ts";
import { someOutputs } from "../../helpers/outputs.ts";
import { temporaryFolder } from "./evidence/temporary-folder.ts";

const planted = {
  postgresPassword: "planted-postgres-password",
  mongoPassword: "planted-mongo-password",
  jwtSecretKey: "planted/jwt+secret?key",
  encryptionMasterKey: "planted-encryption-key",
};
const token = "planted-kubeconfig-token";
const passphrase = "planted-passphrase";
const everySecret = [...Object.values(planted), token, passphrase];
const every = everySecret
  .flatMap((secret) => [secret, encodeURIComponent(secret), Buffer.from(secret).toString("base64")])
  .join(" | ");

/** An environment that is up, whose API server answers nobody. */
const environment = someOutputs({
  environmentId: "env-1",
  kubeconfig: JSON.stringify({
    "current-context": "c",
    clusters: [{ name: "c", cluster: { server: "https://127.0.0.1:1" } }],
    users: [{ name: "u", user: { token } }],
    contexts: [{ name: "c", context: { cluster: "c", user: "u" } }],
  }),
  namespace: "biowerk",
  secrets: planted,
});

async function run(
  act: (session: Session) => Promise<void>,
  bringUp = async () => environment,
  signal = new AbortController().signal,
) {
  const folder = await temporaryFolder();
  vi.stubEnv("DRILL_STATE_DIR", join(folder, "state"));
  onTestFinished(() => void vi.unstubAllEnvs());
  const home = homeOf("env-1");
  await mkdir(dirname(home.passphrase), { recursive: true });
  await writeFile(home.passphrase, passphrase);
  const said: string[] = [];
  const now = new Date(0).toISOString();
  const source: EnvironmentSource = {
    lease: {
      ...{ schema: "biowerk-drill/lease/1", id: "env-1", stack: "smoke", owner: "o", createdAt: now, renewedAt: now },
      ...{
        ttlMs: 1,
        holder: null,
        status: "up",
        clusterProvider: "kind",
        clusterName: "c",
        pulumiRoot: "",
        kind: "",
        config: {},
      },
    },
    facts: () => ({ tools: [], plugins: {}, limits: [] }),
    k6: Promise.resolve("k6"),
    bringUp,
    objectStorageImage: async () => "object-storage",
  };
  const probe: Objective = { kind: "probe", title: "t", remedy: "r", needs: [], id: "p", probe: "p" };
  const plan = { name: "d", stack: "smoke", objectives: [probe], loads: [], changedDefaults: [] };
  const program: DrillProgram = { ...plan, act };
  const result = await runDrill({
    ...{ program, source, runId: "run-1", runsFolder: join(folder, "runs"), keep: "never" },
    say: (line) => void said.push(line),
    signal,
  });
  const files = await readdir(result.paths.root, { recursive: true, withFileTypes: true });
  const texts = await Promise.all(
    files.filter((file) => file.isFile()).map((file) => readFile(join(file.parentPath, file.name), "utf8")),
  );
  return { result, left: [...texts, ...said].join("\n") };
}

describe("what a run leaves", () => {
  it("holds no secret in any form, wherever one turned up", async () => {
    const { result, left } = await run(async (session) => {
      await session.capability("persistence", `lacking: ${every}`);
      const cut = `${"x".repeat(990)}${token}`;
      await session.phase("look", async () => {
        await session.observe({ name: "cut", observe: async () => [{ subject: "s", ok: null, detail: cut }] });
        await session.observe({ name: "p", observe: async () => [{ subject: every, ok: false, detail: every }] });
        await session.observe({ name: "q", observe: () => Promise.reject(new Error(every)) });
      });
      throw new DrillError({ code: "planted", kind: "environment", message: every, remedy: every });
    });
    expect(result.judgement.verdict).toBe("ERROR");
    expect(result.judgement.objectives[0]?.reason).toContain("[secret]");
    expect(left.match(/\[secret\]/g)?.length).toBeGreaterThan(everySecret.length * 10);
    expect(left).toContain("x[secret]");
    for (const secret of everySecret) {
      expect(left).not.toContain(secret.slice(0, 9));
      expect(left).not.toContain(encodeURIComponent(secret));
      expect(left).not.toContain(Buffer.from(secret).toString("base64"));
    }
  });

  it("holds no passphrase of an environment that did not come up", async () => {
    const { result, left } = await run(
      async () => undefined,
      () => Promise.reject(new Error(`refused ${passphrase}`)),
    );
    expect(result.judgement).toMatchObject({ verdict: "ERROR", reason: "internal: refused [secret]" });
    expect(left).not.toContain(passphrase);
  });

  it("tells of an interrupted run what could not be put right, and nothing else that came of it", async () => {
    const interrupted = async (code: string) => {
      const interrupt = new AbortController();
      const act = async () => {
        interrupt.abort("SIGINT");
        throw new DrillError({ code, kind: "environment", message: "a rule is left", remedy: "remove it" });
      };
      return (await run(act, undefined, interrupt.signal)).left;
    };
    expect(await interrupted("fault.not-lifted")).toContain("error fault.not-lifted: a rule is left");
    const other = await interrupted("load.generator");
    expect(other).toContain('"type":"interrupted","signal":"SIGINT"');
    expect(other).not.toContain("a rule is left");
  });

  it("ends a drill that aborts without an error of the tool", async () => {
    const { left } = await run(async (session) => {
      await session.phase("gate", async () => session.abort("not green"));
    });
    expect(left).toContain('"type":"aborted","phase":"gate","reason":"not green"');
  });
});
