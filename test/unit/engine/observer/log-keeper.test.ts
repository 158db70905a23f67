import { appendFile, mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { LogKeeper, logQueries } from "../../../../engine/observer/log-keeper.ts";
import { serving } from "./serving.ts";

let podsFolder: string;
let storeFolder: string;
let keeper: LogKeeper;

beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), "drill-logs-"));
  onTestFinished(async () => {
    await keeper.close();
    await rm(folder, { recursive: true });
  });
  podsFolder = join(folder, "pods");
  storeFolder = join(folder, "kept");
  keeper = new LogKeeper({ podsFolder, namespace: "biowerk-e1", storeFolder });
});

async function podFolder(name: string, namespace = "biowerk-e1"): Promise<string> {
  const folder = join(podsFolder, `${namespace}_${name}_uid`, "app");
  await mkdir(folder, { recursive: true });
  return folder;
}

const linesWith = async (text: string) => (await keeper.find(text)).map(({ line }) => line);

describe("the keeper of logs", () => {
  it("keeps the last lines of a pod that was deleted between two looks", async () => {
    const folder = await podFolder("osteon-1");
    await writeFile(join(folder, "0.log"), "line 1\n");
    await keeper.look();
    await appendFile(join(folder, "0.log"), "line 2\n");
    await rm(join(folder, ".."), { recursive: true });
    await keeper.look();
    await keeper.look();
    expect(await keeper.find("line")).toEqual([
      { pod: "osteon-1", container: "app", line: "line 1" },
      { pod: "osteon-1", container: "app", line: "line 2" },
    ]);
  });

  it("goes on after a restart of the container and a rotation of its file, and keeps each line once", async () => {
    const folder = await podFolder("mesh-1");
    await writeFile(join(folder, "0.log"), "line 1\n");
    await keeper.look();
    await appendFile(join(folder, "0.log"), "line 2\n");
    await rename(join(folder, "0.log"), join(folder, "0.log.20260101-000000"));
    await writeFile(join(folder, "0.log"), "line 3\n");
    await writeFile(join(folder, "1.log"), "line 4\n");
    await keeper.look();
    await keeper.look();
    expect((await linesWith("line")).sort()).toEqual(["line 1", "line 2", "line 3", "line 4"]);
  });

  it("leaves other namespaces alone", async () => {
    await writeFile(join(await podFolder("coredns", "kube-system"), "0.log"), "line\n");
    await keeper.look();
    expect(await keeper.find("")).toEqual([]);
  });

  it("stops where there is no more room, and says so", async () => {
    keeper = new LogKeeper({ podsFolder, namespace: "biowerk-e1", storeFolder, maxBytes: 5 });
    const folder = await podFolder("osteon-1");
    await writeFile(join(folder, "0.log"), "line 1\n");
    await keeper.look();
    await appendFile(join(folder, "0.log"), "line 2\n");
    await keeper.look();
    expect(await linesWith("line")).toEqual(["line 1"]);
    expect(keeper.full).toBe(true);
  });

  it("answers queries, for one pod alone if asked", async () => {
    await writeFile(join(await podFolder("osteon-1"), "0.log"), "planted\nother\n");
    await writeFile(join(await podFolder("mesh-1"), "0.log"), "planted\n");
    await keeper.look();
    const url = await serving(logQueries(keeper));
    const answer: unknown = await (await fetch(`${url}/logs?contains=planted&pod=osteon-1`)).json();
    expect(answer).toEqual({ full: false, lines: [{ pod: "osteon-1", container: "app", line: "planted" }] });
  });

  it("answers what one container logged from a time on", async () => {
    const at = (second: number) => `2026-01-01T00:00:0${second}.000000000Z stdout F line ${second}`;
    await writeFile(join(await podFolder("osteon-1"), "0.log"), `${[1, 2, 3].map(at).join("\n")}\n`);
    await keeper.look();
    const found = (container: string) =>
      keeper.find("", { pod: "osteon-1", container, since: "2026-01-01T00:00:02.000000000Z" });
    expect((await found("app")).map(({ line }) => line)).toEqual([at(2), at(3)]);
    expect(await found("sidecar")).toEqual([]);
  });
});
