import { describe, expect, it } from "vitest";
import { alertFires, alertIsQuiet } from "../../../../engine/probes/alert-fires.ts";
import type { ApiCall, ClusterApi, HttpAnswer } from "../../../../engine/probes/cluster-api.ts";
import type { ProbeContext } from "../../../../engine/probes/probe.ts";

const watched = { alert: "A", labels: { to: "redis" }, jobs: ["mesh"] };
const labels = { alertname: "A", to: "redis" };

const active = [{ labels, startsAt: "t", status: { state: "active" } }];
const rule = (state?: string, health = "ok") => ({
  data: { groups: [{ rules: [{ name: "A", health, alerts: state === undefined ? [] : [{ labels, state }] }] }] },
});
const targets = (health = "up") => ({
  data: { activeTargets: [{ labels: { job: "mesh" }, scrapeUrl: "u", health, lastError: "" }] },
});

/** What Alertmanager and Prometheus say; undefined = it does not answer. */
interface Said {
  alerts?: unknown;
  rules?: unknown;
  targets?: unknown;
}

/** A context in which they say one thing after the other; the last one stays. */
function watching(...said: readonly Said[]): ProbeContext {
  const lasting: Said = { alerts: [], rules: rule(), targets: targets() };
  let n = -1;
  const send = async ({ path }: ApiCall): Promise<HttpAnswer> => {
    if (path.includes("/alerts")) n += 1;
    const now = { ...lasting, ...said[Math.min(n, said.length - 1)] };
    const body = path.includes("/alerts") ? now.alerts : path.includes("/rules") ? now.rules : now.targets;
    return body === undefined ? { status: 503, body: "no endpoints" } : { status: 200, body: JSON.stringify(body) };
  };
  const address = { service: "s", port: 1 };
  const observability = { prometheus: address, alertmanager: address };
  const api: Pick<ClusterApi, "send"> = { send };
  const signal = new AbortController().signal;
  return { api, environment: { namespace: "n", observability }, runId: "r", signal } as unknown as ProbeContext;
}

const fires = async (context: ProbeContext, withinMs = 0) =>
  (await alertFires("p", watched, withinMs).observe(context))[0];

describe("alertFires", () => {
  it("sees the alert come, and how long that took", async () => {
    const seen = await fires(watching({ rules: rule("pending") }, { alerts: active }), 5_000);
    expect(seen).toMatchObject({ subject: "alert A", ok: true, ms: expect.any(Number) });
  });

  it("fails where Prometheus sees all, and does not tell", async () => {
    expect(await fires(watching({}))).toMatchObject({ ok: false, detail: expect.stringContaining("inactive") });
  });

  it("leaves it open where the rule saw it and waits: that it is late is not the system's doing", async () => {
    const detail = expect.stringContaining("pending") as string;
    expect(await fires(watching({ rules: rule("pending") }))).toMatchObject({ ok: null, detail });
  });

  it("leaves it open where Prometheus is away, cannot judge, or does not see what the rule looks at", async () => {
    expect(await fires(watching({ rules: undefined }))).toMatchObject({
      ok: null,
      detail: expect.stringContaining("no endpoints"),
    });
    expect((await fires(watching({ rules: rule(undefined, "err") })))?.ok).toBeNull();
    expect((await fires(watching({ targets: targets("down") })))?.ok).toBeNull();
  });

  it("leaves it open where Prometheus was away in between", async () => {
    expect((await fires(watching({ rules: undefined }, {}), 200))?.ok).toBeNull();
  });

  it("leaves it open where Alertmanager is away, or has not what Prometheus fires", async () => {
    expect((await fires(watching({ alerts: undefined })))?.ok).toBeNull();
    expect((await fires(watching({ rules: rule("firing") })))?.ok).toBeNull();
  });
});

describe("alertIsQuiet", () => {
  const quiet = (context: ProbeContext, withinMs = 0) => alertIsQuiet("p", watched, withinMs).observe(context);

  it("observes nothing where the alert is quiet, or comes to be so", async () => {
    expect(await quiet(watching({}))).toEqual([]);
    expect(await quiet(watching({ alerts: active }, { rules: rule("firing") }, {}), 5_000)).toEqual([]);
  });

  it("leaves open what a later alert tells of, where one is active or pending already", async () => {
    expect(await quiet(watching({ alerts: active }))).toMatchObject([
      { ok: null, detail: expect.stringContaining("active before the fault: A since t") },
    ]);
    expect(await quiet(watching({ rules: rule("pending") }))).toMatchObject([{ ok: null }]);
    expect(await quiet(watching({ rules: undefined }))).toMatchObject([{ ok: null }]);
  });
});
