import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readAlerts } from "../../../../engine/evidence/alerts.ts";
import { collectAlerts } from "../../../../engine/evidence/collect-alerts.ts";
import { EvidenceWriter } from "../../../../engine/evidence/evidence-writer.ts";
import type { ApiCall, ClusterApi, HttpAnswer } from "../../../../engine/probes/cluster-api.ts";
import { someOutputs } from "../../../helpers/outputs.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const notice = (status: "firing" | "resolved", second: number) => ({
  status,
  labels: { alertname: "RedisDown", token: "planted-secret" },
  annotations: {},
  startsAt: "2026-03-01T09:30:00Z",
  deliveredAt: `2026-03-01T09:30:0${second}.000Z`,
});
const ok = (body: unknown): HttpAnswer => ({ status: 200, body: JSON.stringify(body) });
const address = { service: "alert-receiver", port: 9095 };
const observability = { prometheus: address, alertmanager: address, alertReceiver: address, logKeeper: address };

/** What two looks leave, the first and the one at the end. */
async function collected(answers: HttpAnswer[], watched = true) {
  const file = join(await temporaryFolder(), "alerts.ndjson");
  const asked: string[] = [];
  const send = async ({ method, path }: ApiCall) => {
    asked.push(`${method} ${path}`);
    return answers[asked.length - 1] ?? { status: 503, body: "no endpoints" };
  };
  const environment = someOutputs({ namespace: "n", observability: watched ? observability : null });
  const writer = new EvidenceWriter();
  writer.learn(["planted-secret"]);
  const gaps = await collectAlerts({ send } as unknown as ClusterApi, { environment, file, writer }).stop();
  return { asked, gaps, alerts: (await readAlerts(file)).alerts };
}

describe("collectAlerts", () => {
  it("writes each notice once, without secrets", async () => {
    const [fired, ended] = [notice("firing", 1), notice("resolved", 9)];
    const { asked, gaps, alerts } = await collected([ok([fired]), ok([fired, ended])]);
    expect(alerts.map(({ status, deliveredAt }) => [status, deliveredAt])).toEqual([
      ["firing", fired.deliveredAt],
      ["resolved", ended.deliveredAt],
    ]);
    expect(alerts[0]?.labels).toEqual({ alertname: "RedisDown", token: "[secret]" });
    expect(asked[0]).toBe("GET /api/v1/namespaces/n/services/http:alert-receiver:9095/proxy/alerts");
    expect(gaps).toEqual([]);
  });

  it("keeps what a receiver said that forgot it later", async () => {
    expect((await collected([ok([notice("firing", 1)]), ok([])])).alerts).toHaveLength(1);
  });

  it("says that the end is not known, but nothing of a look that failed in between", async () => {
    const { gaps, alerts } = await collected([ok([notice("firing", 1)])]);
    expect(alerts).toHaveLength(1);
    expect(gaps).toEqual(["alerts: alert-receiver answered 503: no endpoints"]);
    expect((await collected([{ status: 503, body: "" }, ok([])])).gaps).toEqual([]);
    expect((await collected([ok([]), ok([{ status: "odd" }])])).gaps).toMatchObject([
      expect.stringMatching(/^alerts: /),
    ]);
  });

  it("asks nobody where nothing watches the environment", async () => {
    expect(await collected([], false)).toEqual({ asked: [], gaps: [], alerts: [] });
  });
});
