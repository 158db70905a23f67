import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { waitFor } from "../../../../../common/wait.ts";
import { directDependencies, sdkRunner } from "../../../../../toolchain/plugins/language-nodejs/dependencies.ts";
import { endingOf, Programs } from "../../../../../toolchain/plugins/language-nodejs/programs.ts";

const root = resolve(import.meta.dirname, "../../../../..");

describe("the end of a program", () => {
  it.each([
    [0, null, { error: "", told: false }],
    [32, null, { error: "", told: true }],
    [7, null, { error: "Program exited with non-zero exit code: 7", told: false }],
    [null, "SIGKILL", { error: "Program was ended by SIGKILL", told: false }],
  ])("with code %s and signal %s", (code, signal, ending) => {
    expect(endingOf(code, signal)).toEqual(ending);
  });
});

describe("a program", () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "drill-programs-"));
  });

  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  const script = (text: string) => ({ args: ["-e", text], env: { MARK: join(folder, "mark") } });
  const started = `require("fs").writeFileSync(process.env.MARK, "here");`;
  const running = () =>
    waitFor({ what: "the program's start", timeoutMs: 20_000, everyMs: 20, remedy: "" }, async () => {
      const mark = await readFile(join(folder, "mark"), "utf8");
      return mark === "here" ? { done: true, value: undefined } : { done: false, seen: mark };
    });

  it("ends with its own code and has the environment it was given", async () => {
    const programs = new Programs();
    expect(await programs.run(script("process.exit(process.env.MARK ? 32 : 1)"))).toEqual({ error: "", told: true });
  });

  it.each(["cancel", "kill"] as const)("ends when its host has to %s it", async (how) => {
    await rm(join(folder, "mark"), { force: true });
    const programs = new Programs();
    const ending = programs.run(script(`${started} setInterval(() => {}, 1000)`));
    await running();
    programs[how]();
    expect((await ending).error).toContain(how === "cancel" ? "SIGINT" : "SIGKILL");
  });
});

describe("the packages of a program", () => {
  it("include the SDK's runner", () => {
    expect(sdkRunner(root)).toContain("node_modules/@pulumi/pulumi/cmd/run");
    expect(() => sdkRunner("/")).toThrow("npm ci");
  });

  it("are named by its package.json, in the versions that are installed", async () => {
    const { dependencies } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as {
      dependencies: Record<string, string>;
    };
    const expected = Object.entries(dependencies).map(([name, version]) => ({ name, version }));
    expect(directDependencies(join(root, "test"))).toEqual(expected);
  });
});

describe("an error in a program", () => {
  it("is inspected without the colours that Node.js cannot end", async () => {
    const line = "    at a (/x/node_modules/@scope/file.js:1:1)";
    const text = `const e = new Error("x"); e.stack = "Error: x\\n${line}"; console.log(require("util").inspect(e, { colors: true }));`;
    const preload = join(root, "toolchain/plugins/language-nodejs/plain-errors.ts");
    const args = ["--disable-warning=ExperimentalWarning", `--import=${preload}`, "-e", text];
    const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 10_000 });
    expect(stdout).toBe(`Error: x\n${line}\n`);
  });
});
