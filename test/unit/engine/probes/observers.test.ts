import { describe, expect, it } from "vitest";
import { jobNames } from "../../../../components/observability/scrape-config.ts";
import type { ApiCall, ClusterApi, HttpAnswer } from "../../../../engine/probes/cluster-api.ts";
import { askObserver } from "../../../../engine/probes/observer-call.ts";
import { plantedLineFound } from "../../../../engine/probes/planted-line.ts";
import type { ProbeContext } from "../../../../engine/probes/probe.ts";
import { judgeTargets } from "../../../../engine/probes/scrape-targets.ts";
import { testAlertDelivered } from "../../../../engine/probes/test-alert.ts";

const observability = {
  prometheus: { service: "prometheus", port: 9090 },
  alertmanager: { service: "alertmanager", port: 9093 },
  alertReceiver: { service: "alert-receiver", port: 9095 },
  logKeeper: { service: "log-keeper", port: 9096 },
};

const ok = (body: unknown): HttpAnswer => ({ status: 200, body: JSON.stringify(body) });

/** An environment whose observers answer as told; what was sent is in `calls`, as method, service, path and body. */
function observed(answer: (call: string) => HttpAnswer, watched = true) {
  const calls: string[] = [];
  const send = async ({ method, path, body = "" }: ApiCall) => {
    const call = `${method} ${path.replace(/^.*\/http:/, "").replace("/proxy", "")}`;
    calls.push(`${call} ${body}`.trim());
    return answer(call);
  };
  const api: Pick<ClusterApi, "send"> = { send };
  const environment = { namespace: "n", observability: watched ? observability : null };
  const signal = new AbortController().signal;
  return { calls, context: { api, environment, runId: "r1", signal } as unknown as ProbeContext };
}

describe("askObserver", () => {
  it("throws where there is none, and where it does not answer well", async () => {
    const unwatched = observed(() => ok([]), false);
    await expect(askObserver(unwatched.context, "prometheus", "/")).rejects.toThrow("nothing watches");
    const broken = observed(() => ({ status: 503, body: "no endpoints" }));
    await expect(askObserver(broken.context, "prometheus", "/")).rejects.toThrow(
      "prometheus answered 503: no endpoints",
    );
  });
});

describe("judgeTargets", () => {
  const target = (job: string, health = "up", lastError = "") => ({
    labels: { job },
    scrapeUrl: `http://${job}/metrics`,
    health,
    lastError,
  });
  const judged = (activeTargets: object[]) => judgeTargets(JSON.stringify({ data: { activeTargets } }));
  const all = jobNames.map((job) => target(job));

  it("is content where every job has targets and each is up", () => {
    expect(judged(all)).toEqual({ ok: true, detail: `${jobNames.length} targets up` });
  });

  it("leaves open how the system is where one is down, not scraped yet, or missing", () => {
    expect(judged([...all, target("redis", "down", "refused")])).toEqual({
      ok: null,
      detail: "http://redis/metrics down refused",
    });
    expect(judged([...all, target("redis", "unknown")]).ok).toBeNull();
    expect(judgeTargets(JSON.stringify({ data: { activeTargets: all } }), ["redis"]).detail).toBe("1 targets up");
    expect(judged(all.slice(1))).toEqual({ ok: null, detail: `${jobNames[0]} has no target` });
  });
});

describe("plantedLineFound", () => {
  it("plants one line, and asks for it until it is there", async () => {
    let asked = 0;
    const { calls, context } = observed((call) => {
      if (call.startsWith("POST")) return ok({});
      asked += 1;
      return ok({ full: false, lines: asked < 2 ? [] : [{ pod: "alert-receiver-0", container: "c", line: "l" }] });
    });
    expect(await plantedLineFound("p", 60_000).observe(context)).toMatchObject([{ ok: true }]);
    expect(calls.map((call) => call.split(" {")[0])).toEqual([
      "POST alert-receiver:9095/alerts",
      "GET log-keeper:9096/logs?contains=planted-r1",
      "GET log-keeper:9096/logs?contains=planted-r1",
    ]);
    expect(calls[0]).toContain("planted-r1");
  });

  it("judges nothing where it is not found", async () => {
    const { context } = observed(() => ok({ full: false, lines: [] }));
    expect(await plantedLineFound("p", 0).observe(context)).toMatchObject([{ ok: null }]);
  });
});

describe("testAlertDelivered", () => {
  const delivered = (alertname: string) => [{ labels: { alertname }, deliveredAt: "2026-01-01T00:00:00.000Z" }];

  it("raises an alert that ends by itself, and sees it delivered", async () => {
    const { calls, context } = observed((call) => (call.startsWith("POST") ? ok({}) : ok(delivered("test-r1"))));
    expect(await testAlertDelivered("a", 0).observe(context)).toMatchObject([{ ok: true }]);
    expect(calls[0]).toMatch(/^POST alertmanager:9093\/api\/v2\/alerts \[.*"alertname":"test-r1".*"endsAt":"/);
    expect(calls[1]).toBe("GET alert-receiver:9095/alerts");
  });

  it("judges nothing where another alert came, or Alertmanager is away", async () => {
    const other = observed((call) => (call.startsWith("POST") ? ok({}) : ok(delivered("planted-r1"))));
    expect(await testAlertDelivered("a", 0).observe(other.context)).toMatchObject([{ ok: null }]);
    const away = observed(() => ({ status: 503, body: "no endpoints available" }));
    expect(await testAlertDelivered("a", 0).observe(away.context)).toMatchObject([{ ok: null }]);
  });
});
