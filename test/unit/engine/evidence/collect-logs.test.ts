import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import type { CoreV1Api, V1Pod } from "@kubernetes/client-node";
import { describe, expect, it } from "vitest";
import { collectLogs } from "../../../../engine/evidence/collect-logs.ts";
import { EvidenceWriter } from "../../../../engine/evidence/evidence-writer.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const pod: V1Pod = {
  metadata: { name: "mesh-0" },
  status: {
    containerStatuses: [
      { name: "mesh", image: "i", imageID: "", ready: true, restartCount: 0, state: { running: {} } },
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
});
