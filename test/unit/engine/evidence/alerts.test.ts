import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readAlerts } from "../../../../engine/evidence/alerts.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const notice = {
  status: "firing",
  labels: { alertname: "RedisDown", job: "redis" },
  annotations: { summary: "Redis does not answer" },
  startsAt: "2026-03-01T09:30:05.123456789Z",
  deliveredAt: "2026-03-01T09:30:06.500Z",
};

async function fileOf(text: string): Promise<string> {
  const file = join(await temporaryFolder(), "alerts.ndjson");
  await writeFile(file, text);
  return file;
}

describe("readAlerts", () => {
  it("gives every notice, with the times as Alertmanager writes them", async () => {
    expect(await readAlerts(await fileOf(`${JSON.stringify(notice)}\n`))).toEqual({ alerts: [notice], gaps: [] });
  });

  it("is empty for a run that has none", async () => {
    expect(await readAlerts(join(await temporaryFolder(), "alerts.ndjson"))).toEqual({ alerts: [], gaps: [] });
  });

  it("refuses what is no notice", async () => {
    const file = await fileOf(`${JSON.stringify({ ...notice, status: "pending" })}\n`);
    await expect(readAlerts(file)).rejects.toMatchObject({ code: "evidence.unreadable" });
  });
});
