import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import type { CoreV1Api, V1Pod } from "@kubernetes/client-node";
import { describe, expect, it } from "vitest";
import { collectLogs } from "../../../../engine/evidence/collect-logs.ts";
import { EvidenceWriter } from "../../../../engine/evidence/evidence-writer.ts";
import type { KeptLog } from "../../../../engine/evidence/kept-log.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const pod: V1Pod = {
  metadata: { name: "mesh-0" },
  status: {
    containerStatuses: [
      {
        name: "mesh",
        image: "i",
        imageID: "",
        ready: true,
        restartCount: 0,
        containerID: "c1",
        state: { running: {} },
      },
      { name: "waits", image: "i", imageID: "", ready: false, restartCount: 0, state: { waiting: {} } },
    ],
  },
};

describe("collectLogs", () => {
  it("follows each container that runs into a file of its own, with its secrets hidden", async () => {
    const folder = await temporaryFolder();
    const writer = new EvidenceWriter();
    writer.learn(["hunter22hunter22"]);
    const paths: string[] = [];
    const opened = Promise.withResolvers<void>();
    const source = {
      core: { listNamespacedPod: async () => ({ items: [pod] }) } as unknown as CoreV1Api,
      stream: async (path: string) => {
        paths.push(path);
        const log = Readable.from([Buffer.from("login with hunter22"), Buffer.from("hunter22\nbye")]);
        log.once("end", () => opened.resolve());
        return log;
      },
    };
    const { stop } = collectLogs(source, { namespace: "biowerk", folder, writer });
    await opened.promise;
    expect(await stop()).toEqual([]);
    expect(await readFile(join(folder, "mesh-0", "mesh.log"), "utf8")).toBe("login with [secret]\nbye\n");
    expect(paths).toEqual([
      expect.stringMatching(/^\/api\/v1\/namespaces\/biowerk\/pods\/mesh-0\/log\?container=mesh&/),
    ]);
  });

  it("reads on where the API cut a log off, every line once and whole", async () => {
    const folder = await temporaryFolder();
    const asked: (string | null)[] = [];
    const done = Promise.withResolvers<void>();
    const at = (second: number) => `2026-01-01T00:00:0${second}.000000000Z`;
    const answers = [
      () => cutAfter(`${at(1)} one\n${at(2)} two\n${at(2)} also two\n${at(3)} thr`),
      () => {
        throw new Error("connect ECONNREFUSED");
      },
      () => Readable.from([Buffer.from(`${at(2)} two\n${at(2)} also two\n${at(2)} too\n${at(3)} three\n`)]),
    ];
    const source = {
      core: { listNamespacedPod: async () => ({ items: [pod] }) } as unknown as CoreV1Api,
      stream: async (path: string) => {
        asked.push(new URL(path, "http://api").searchParams.get("sinceTime"));
        const log = answers[asked.length - 1]?.() ?? Readable.from([]);
        if (asked.length === answers.length) log.once("close", () => setImmediate(done.resolve));
        return log;
      },
    };
    const pause = () => new Promise<void>((resolve) => void setImmediate(resolve));
    const { stop } = collectLogs(source, { namespace: "n", folder, writer: new EvidenceWriter(), pause });
    await done.promise;
    expect(await stop()).toEqual([]);
    const lines = (await readFile(join(folder, "mesh-0", "mesh.log"), "utf8")).split("\n");
    expect(lines.map((line) => line.split("Z ")[1])).toEqual(["one", "two", "also two", "too", "three", undefined]);
    expect(asked).toEqual([null, at(2), at(2)]);
  });

  /** What is told and written of a log that is cut off after a line and does not come back. */
  async function cutOff(kept?: KeptLog) {
    const folder = await temporaryFolder();
    const log = join(folder, "mesh-0", "mesh.log");
    const cut = Promise.withResolvers<void>();
    let looks = 0;
    const source = {
      core: { listNamespacedPod: async () => ({ items: looks++ === 0 ? [pod] : [] }) } as unknown as CoreV1Api,
      stream: async () => cutAfter(`${second(1)} one\n`),
    };
    const pause = async () => {
      await new Promise<void>((resolve) => void setTimeout(resolve, 1));
      if (looks > 10 && existsSync(log)) cut.resolve();
    };
    const { stop } = collectLogs(source, { namespace: "n", folder, writer: new EvidenceWriter(), pause, kept });
    await cut.promise;
    return { gaps: await stop(), log: await readFile(log, "utf8") };
  }

  it("says so where a log was cut off and did not come back", async () => {
    expect((await cutOff()).gaps).toEqual(["log of mesh-0/mesh: aborted"]);
  });

  it("reads the rest of it from where logs are kept", async () => {
    const asked: unknown[] = [];
    const { gaps, log } = await cutOff(async function* (...of) {
      asked.push(of);
      yield Buffer.from(`${second(1)} one\n${second(2)} two\n`);
      yield Buffer.from(`${second(3)} three\n`);
    });
    expect(asked).toEqual([["mesh-0", "mesh", second(1)]]);
    expect(gaps).toEqual([]);
    expect(log).toBe(`${second(1)} one\n${second(2)} two\n${second(3)} three\n`);
  });

  it("misses nothing of a container that says nothing more, though it is not seen to be followed again", async () => {
    const folder = await temporaryFolder();
    const reopened = Promise.withResolvers<void>();
    const asked: (string | null)[] = [];
    const source = {
      core: { listNamespacedPod: async () => ({ items: [pod] }) } as unknown as CoreV1Api,
      stream: async (path: string) => {
        const follow = new URL(path, "http://api").searchParams.get("follow");
        asked.push(follow);
        if (asked.length === 1) return cutAfter(`${second(1)} one\n`);
        if (follow === null) return Readable.from([Buffer.from(`${second(1)} one\n`)]);
        reopened.resolve();
        return new Promise<Readable>(() => undefined);
      },
    };
    const pause = () => new Promise<void>((resolve) => void setImmediate(resolve));
    const { stop } = collectLogs(source, { namespace: "n", folder, writer: new EvidenceWriter(), pause });
    await reopened.promise;
    expect(await stop()).toEqual([]);
    expect(asked).toEqual(["true", "true", null]);
    expect(await readFile(join(folder, "mesh-0", "mesh.log"), "utf8")).toBe(`${second(1)} one\n`);
  });

  it("follows a pod that came back under its old name", async () => {
    const folder = await temporaryFolder();
    const [status] = pod.status?.containerStatuses ?? [];
    const later = { ...pod, status: { containerStatuses: [{ ...status, containerID: "c2" }] } } as V1Pod;
    let looks = 0;
    const both = Promise.withResolvers<void>();
    const logs = [`${second(1)} one\n`, `${second(2)} two\n`];
    const source = {
      core: { listNamespacedPod: async () => ({ items: [looks++ < 3 ? pod : later] }) } as unknown as CoreV1Api,
      stream: async () => {
        const log = Readable.from([Buffer.from(logs.shift() ?? "")]);
        if (logs.length === 0) log.once("close", () => setImmediate(both.resolve));
        return log;
      },
    };
    const pause = () => new Promise<void>((resolve) => void setTimeout(resolve, 1));
    const { stop } = collectLogs(source, { namespace: "n", folder, writer: new EvidenceWriter(), pause });
    await both.promise;
    expect(await stop()).toEqual([]);
    expect(await readFile(join(folder, "mesh-0", "mesh.log"), "utf8")).toBe(`${second(1)} one\n${second(2)} two\n`);
  });

  it("says so where that has nothing of it, or cannot be read", async () => {
    expect((await cutOff(async function* () {})).gaps).toEqual([
      "log of mesh-0/mesh: it was cut off, and nothing of it is kept",
    ]);
    const failing = await cutOff(async function* () {
      yield Buffer.from(`${second(2)} two\n`);
      throw new Error("no more room");
    });
    expect(failing.gaps).toEqual(["log of mesh-0/mesh: no more room"]);
  });
});

const second = (n: number) => `2026-01-01T00:00:0${n}.000000000Z`;

/** A log that says this and is then cut off. */
function cutAfter(text: string): Readable {
  async function* chunks() {
    yield Buffer.from(text);
    throw new Error("aborted");
  }
  return Readable.from(chunks());
}
