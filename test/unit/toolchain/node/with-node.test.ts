import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { openSync } from "node:fs";
import { copyFile, cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { waitFor } from "../../../../common/wait.ts";
import { filesBelow, temporaryFolder, writeProgram } from "../bench.ts";

const script = join(import.meta.dirname, "../../../../toolchain/node/with-node.sh");

const oldNode = `#!/bin/sh
[ "$1" = --version ] && echo v20.0.0
exit 1
`;

/** Installs two files. The first that finds "$LOG.hang" takes it and stays half-way until "$LOG.hung" is gone. */
const fakeNpm = `#!/bin/sh
name=$(sed -n 's/.*"name": "\\(.*\\)".*/\\1/p' package.json)
echo "begin $name" >>"$LOG"
mkdir -p node_modules/some/bin
printf '#!/bin/sh\\necho fetched\\n' >node_modules/some/bin/node
chmod +x node_modules/some/bin/node
if mv "$LOG.hang" "$LOG.hung" 2>/dev/null; then while [ -e "$LOG.hung" ]; do sleep 0.05; done; fi
mkdir -p node_modules/other && echo whole >node_modules/other/file
echo "end $name" >>"$LOG"
`;

/** A checkout without node_modules, an empty cache, and a machine whose Node is too old. */
async function firstRuns() {
  const folder = await temporaryFolder();
  const root = join(folder.path, "root");
  const bin = join(folder.path, "bin");
  const log = join(folder.path, "log");
  await mkdir(join(root, "toolchain", "node"), { recursive: true });
  await copyFile(script, join(root, "toolchain", "node", "with-node.sh"));
  for (const [place, name] of [
    [root, "project"],
    [join(root, "toolchain", "node"), "node"],
  ] as const) {
    await writeFile(join(place, "package.json"), `{\n  "name": "${name}"\n}\n`);
    await writeFile(join(place, "package-lock.json"), `{ "lock": "${name}" }\n`);
  }
  await writeProgram(join(bin, "node"), oldNode);
  await writeProgram(join(bin, "npm"), fakeNpm);
  const cache = join(folder.path, "cache");
  let runs = 0;
  return {
    root,
    cache,
    log,
    lines: async () => (await readFile(log, "utf8").catch(() => "")).trimEnd().split("\n"),
    hang: () => writeFile(`${log}.hang`, ""),
    halfWay: () => until("an npm half-way", async () => (await readdir(folder.path)).includes("log.hung")),
    letGo: () => rm(`${log}.hung`),
    start: (checkout = root) => {
      runs += 1;
      const output = join(folder.path, `output-${runs}`);
      const file = openSync(output, "w");
      const child = spawn("sh", [join(checkout, "toolchain", "node", "with-node.sh"), "node"], {
        env: { PATH: `${bin}:/usr/bin:/bin`, HOME: folder.path, DRILL_CACHE_DIR: cache, LOG: log },
        stdio: ["ignore", file, file],
      });
      return { child, output: () => readFile(output, "utf8") };
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

const ended = async (child: ChildProcess) => child.exitCode ?? ((await once(child, "exit")) as [number])[0];

const until = (what: string, look: () => Promise<boolean>) =>
  waitFor({ what, timeoutMs: 20_000, everyMs: 20, remedy: "look at the script" }, async () =>
    (await look()) ? { done: true, value: true } : { done: false, seen: "not yet" },
  );

const onceEach = ["begin node", "end node", "begin project", "end project"];

/** What was fetched and installed is whole, and nothing else is there. */
async function expectWhole(at: Awaited<ReturnType<typeof firstRuns>>) {
  const [home, ...others] = await readdir(join(at.cache, "node"));
  expect(others).toEqual([]);
  expect(await readdir(join(at.cache, "node", home ?? ""))).toEqual(["bin"]);
  expect((await readdir(at.root)).sort()).toEqual(["node_modules", "package-lock.json", "package.json", "toolchain"]);
  const installed = (await filesBelow(join(at.root, "node_modules"))).map((file) => file.slice(at.root.length + 1));
  expect(installed.sort()).toEqual([
    "node_modules/.drill-lock-digest",
    "node_modules/other/file",
    "node_modules/some/bin/node",
  ]);
}

describe("with-node.sh on a machine that has neither Node nor node_modules yet", () => {
  it("fetches and installs, and does neither again", async () => {
    await using at = await firstRuns();
    for (let run = 0; run < 2; run += 1) {
      const { child, output } = at.start();
      expect(await ended(child)).toBe(0);
      expect((await output()).trimEnd().split("\n").at(-1)).toBe("fetched");
    }
    expect(await at.lines()).toEqual(onceEach);
    await expectWhole(at);
  });

  it("fetches one Node for all checkouts that want the same", async () => {
    await using at = await firstRuns();
    const other = join(at.root, "..", "other");
    await cp(at.root, other, { recursive: true });
    for (const checkout of [at.root, other]) expect(await ended(at.start(checkout).child)).toBe(0);
    expect(await at.lines()).toEqual([...onceEach, "begin project", "end project"]);
    await expectWhole(at);
  });

  it("lets the second of two runs wait for the first", async () => {
    await using at = await firstRuns();
    await at.hang();
    const first = at.start();
    await at.halfWay();
    const second = at.start();
    const waits = `waiting for process ${first.child.pid}, which fetches Node`;
    await until("the second run's wait", async () => (await second.output()).includes(waits));
    await at.letGo();
    expect(await Promise.all([first, second].map(({ child }) => ended(child)))).toEqual([0, 0]);
    expect(await at.lines()).toEqual(onceEach);
    await expectWhole(at);
  });

  it("does each once however many runs come at the same time", async () => {
    await using at = await firstRuns();
    const runs = [1, 2, 3, 4].map(() => at.start());
    expect(await Promise.all(runs.map(({ child }) => ended(child)))).toEqual([0, 0, 0, 0]);
    expect(await at.lines()).toEqual(onceEach);
    await expectWhole(at);
  });

  it("takes over from a run that was killed half-way, whatever the npm that outlives it still writes", async () => {
    await using at = await firstRuns();
    await at.hang();
    const killed = at.start();
    await at.halfWay();
    killed.child.kill("SIGKILL");
    await once(killed.child, "exit");
    const second = at.start();
    expect(await ended(second.child)).toBe(0);
    expect(await second.output()).not.toContain("waiting");
    await at.letGo();
    await until("the end of the npm that was left", async () => (await at.lines()).length === 6);
    await expectWhole(at);
  });

  it("clears what a dead process left, and installs anew after another lock file", async () => {
    await using at = await firstRuns();
    const left = join(at.root, ".node_modules.claim", "999999999.1", "node_modules");
    await mkdir(left, { recursive: true });
    expect(await ended(at.start().child)).toBe(0);
    await writeFile(join(at.root, "node_modules", "old"), "");
    await writeFile(join(at.root, "package-lock.json"), `{ "lock": "changed" }\n`);
    expect(await ended(at.start().child)).toBe(0);
    expect(await at.lines()).toEqual([...onceEach, "begin project", "end project"]);
    await expectWhole(at);
  });

  it("says what to do where npm fails, and leaves nothing", async () => {
    await using at = await firstRuns();
    await writeProgram(join(at.root, "..", "bin", "npm"), "#!/bin/sh\nexit 1\n");
    const { child, output } = at.start();
    expect(await ended(child)).toBe(3);
    expect(await output()).toContain("drill: npm could not fetch Node\n  remedy: install Node 22 or later");
    expect(await readdir(join(at.cache, "node"))).toEqual([]);
  });
});
