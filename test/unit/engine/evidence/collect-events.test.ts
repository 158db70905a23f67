import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { CoreV1Api, CoreV1Event } from "@kubernetes/client-node";
import { describe, expect, it } from "vitest";
import { collectEvents } from "../../../../engine/evidence/collect-events.ts";
import { EvidenceWriter } from "../../../../engine/evidence/evidence-writer.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const event = (uid: string, message: string): CoreV1Event => ({
  metadata: { uid, resourceVersion: "1" },
  involvedObject: { kind: "Pod", name: "mesh-0" },
  type: "Warning",
  reason: "Unhealthy",
  message,
  lastTimestamp: new Date(0),
});

const source = (list: () => CoreV1Event[]) => ({
  core: { listNamespacedEvent: async () => ({ items: list() }) } as unknown as CoreV1Api,
});

describe("collectEvents", () => {
  it("writes each state of an event once, with its secrets hidden", async () => {
    const file = join(await temporaryFolder(), "events.ndjson");
    const writer = new EvidenceWriter();
    writer.learn(["hunter22hunter22"]);
    const items = [event("a", "password hunter22hunter22 was refused"), event("b", "probe failed")];
    const { stop } = collectEvents(
      source(() => items),
      { namespace: "biowerk", file, writer },
    );
    expect(await stop()).toEqual([]);
    const lines = (await readFile(file, "utf8")).trim().split("\n");
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      {
        at: "1970-01-01T00:00:00.000Z",
        type: "Warning",
        reason: "Unhealthy",
        object: "Pod/mesh-0",
        count: 1,
        message: "password [secret] was refused",
      },
      expect.objectContaining({ message: "probe failed" }),
    ]);
  });

  it("says why it could not look", async () => {
    const writer = new EvidenceWriter();
    const refused = source(() => {
      throw new Error("refused");
    });
    const { stop } = collectEvents(refused, { namespace: "biowerk", file: "/nowhere", writer });
    expect(await stop()).toEqual(["events of biowerk: refused"]);
  });
});
