import { describe, expect, it, onTestFinished, vi } from "vitest";
import { requiredMetrics } from "../../../contract/metrics.ts";
import { openapiDocument } from "../../../contract/openapi.ts";
import { type AgentName, endpoints, serviceNames } from "../../../contract/services.ts";
import { readConfig } from "../../../reference/config.ts";
import { type Defect, servicesOf } from "../../../reference/defects/defect.ts";
import { type DefectName, defects } from "../../../reference/defects/defects.ts";
import { createService } from "../../../reference/roles.ts";
import { planSql } from "../../../reference/stores/plan-sql.ts";
import { both, start } from "./helpers/defective.ts";
import { type Answer, get, message, post } from "./helpers/running.ts";

async function repeat(count: number, call: (n: number) => Promise<Answer>): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let n = 1; n <= count; n += 1) answers.push(await call(n));
  return answers;
}

/** What makes any request of a service fail to look as it should: status and `ok`. */
const outcome = ({ status, body }: Answer) => `${status} ${body?.ok}`;

type Aspect = "health" | "ready" | "openapi" | "imports" | "metrics";

/** What shows of a defect while a service has nothing to do and Redis is away; the others show in use. */
const visible: Partial<Record<DefectName, Aspect>> = {
  "degraded-health": "health",
  "health-always-green": "health",
  "never-ready": "ready",
  "openapi-drift": "openapi",
  "import-refused": "imports",
  "missing-metric": "metrics",
};

describe("a defect", () => {
  it.each(Object.entries(defects))("%s has one line that describes it, and services", (_, defect: Defect) => {
    expect(defect.description).toMatch(/^\S[^\n]{10,120}$/);
    expect(servicesOf(defect)).not.toEqual([]);
    expect(serviceNames).toEqual(expect.arrayContaining([...servicesOf(defect)]));
  });

  it("that does not exist is refused by name, before anything starts", () => {
    expect(() => readConfig(["mesh"], { DRILL_DEFECT: "no-such-thing" })).toThrowError(/DRILL_DEFECT.*slow-route/);
  });

  it.each(["nucleus", "osteon"] as const)("is in its own service alone: %s", async (role) => {
    const { config } = readConfig([role], { DRILL_DEFECT: "openapi-drift", LOG_LEVEL: "error" });
    const service = await createService(role, config, () => undefined);
    onTestFinished(() => service.stop());
    const served = (await service.app.inject("/openapi.json")).json();
    const drifted = "success" in served.components.schemas.Reply.properties;
    expect(drifted).toBe(role === "nucleus");
  });

  // Whatever a defect breaks, it leaves these as they are in the service that has it.
  it.each(Object.keys(defects) as DefectName[])("%s changes nothing beside what it says", async (name) => {
    const { broken, sound } = await both(name);
    const [service = "mesh"] = servicesOf(defects[name]);
    const aspects: Record<Aspect | "others", (url: string) => Promise<unknown>> = {
      health: async (url) => (await get(`${url}/health`)).body.status,
      ready: async (url) => (await get(`${url}/ready`)).status,
      openapi: async (url) => (await get(`${url}/openapi.json`)).body,
      imports: async (url) => outcome(await post(`${url}/v1/import_artifact`, message({ goal: name }))),
      metrics: async (url) => missingMetrics(url, service),
      others: async (url) => Promise.all(requests(url, service, name).map(async (call) => outcome(await call()))),
    };
    for (const [aspect, look] of Object.entries(aspects)) {
      const same = expect(await look(broken.url), aspect);
      if (aspect === visible[name]) same.not.toEqual(await look(sound.url));
      else same.toEqual(await look(sound.url));
    }
  });
});

async function missingMetrics(url: string, service: (typeof serviceNames)[number]): Promise<string[]> {
  const text = String((await get(`${url}/metrics`)).body);
  return requiredMetrics(service).filter((metric) => !text.includes(`# TYPE ${metric} `));
}

/** One request to each endpoint that no defect refuses; wrong input is a fine answer too, as long as both give it. */
function requests(url: string, service: (typeof serviceNames)[number], name: DefectName): (() => Promise<Answer>)[] {
  if (service === "mesh") return [() => post(`${url}/v1/osteon/draft`, message({ goal: "g" }))];
  const names: readonly string[] = endpoints[service as AgentName];
  const others = names.filter((endpoint) => endpoint !== "import_artifact");
  return others.map((endpoint) => () => post(`${url}/v1/${endpoint}`, message({ goal: name })));
}

describe("slow-route", () => {
  it("delays storyboards and nothing else", async () => {
    const { url } = await start("slow-route", true);
    const elapsed = async (endpoint: string, input: Record<string, unknown>) => {
      const began = performance.now();
      expect((await post(`${url}/v1/${endpoint}`, message(input))).body.ok).toBe(true);
      return performance.now() - began;
    };
    const slow = await elapsed("storyboard", { topic: "t" });
    expect(slow).toBeGreaterThanOrEqual(595);
    expect(await elapsed("export", {})).toBeLessThan(slow);
  });
});

describe("slow-gateway", () => {
  it("delays what is routed to an agent, whatever the path, and nothing else", async () => {
    const { url } = await start("slow-gateway", true);
    const elapsed = async (call: () => Promise<Answer>) => {
      const began = performance.now();
      expect((await call()).status).toBe(200);
      return performance.now() - began;
    };
    const slow = await elapsed(() => post(`${url}/v1/osteon/draft`, message({ goal: "g" })));
    expect(slow).toBeGreaterThanOrEqual(445);
    expect(await elapsed(() => post(`${url}/osteon/draft`, message({ goal: "g" })))).toBeGreaterThanOrEqual(445);
    expect(await elapsed(() => get(`${url}/health/legacy`))).toBeLessThan(slow);
  });
});

describe("slow-after-failure", () => {
  it("delays what is routed to an agent once a call has failed", async () => {
    const { url } = await start("slow-after-failure", true);
    const elapsed = async (agent: string) => {
      const began = performance.now();
      const { status } = await post(`${url}/v1/${agent}/draft`, message({ goal: "g" }));
      return { status, ms: performance.now() - began };
    };
    const before = await elapsed("osteon");
    expect(before.status).toBe(200);
    expect((await elapsed("synapse")).status).toBe(503);
    const after = await elapsed("osteon");
    expect(after).toMatchObject({ status: 200 });
    expect(after.ms).toBeGreaterThanOrEqual(545);
    expect(before.ms).toBeLessThan(after.ms);
  });
});

describe("stall", () => {
  it("answers 60 routed requests, leaves 100 unanswered, and answers again", async () => {
    const { url } = await start("stall", true);
    const send = (signal?: AbortSignal) =>
      fetch(`${url}/v1/osteon/draft`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(message({ goal: "g" })),
        ...(signal === undefined ? {} : { signal }),
      });
    for (let n = 1; n <= 60; n += 1) expect((await send()).status).toBe(200);
    const given = new AbortController();
    const statuses: number[] = [];
    const waiting = Array.from({ length: 101 }, () =>
      send(given.signal).then(
        ({ status }) => void statuses.push(status),
        () => undefined,
      ),
    );
    // Only the last of them to arrive can be answered, so that all others have arrived by then.
    await Promise.race(waiting);
    expect(statuses).toEqual([200]);
    expect((await get(`${url}/health`)).status).toBe(200);
    expect((await send()).status).toBe(200);
    given.abort();
    await Promise.all(waiting);
    expect(statuses).toEqual([200]);
  });
});

describe("import-refused", () => {
  it("answers imports with 422, whatever they hold, and no other endpoint", async () => {
    const { url } = await start("import-refused", true);
    const markdown = { format: "markdown", artifact_type: "osteon", content: "# Title" };
    expect((await post(`${url}/v1/import_artifact`, message(markdown))).status).toBe(422);
    const sound = await start("import-refused", false);
    expect((await post(`${sound.url}/v1/import_artifact`, message(markdown))).body.ok).toBe(true);
  });
});

describe("errors-2-percent", () => {
  it("answers 2 % of routed requests with 500, whatever the path, and never the first ones", async () => {
    const { url } = await start("errors-2-percent", true);
    const answers = await repeat(300, () => post(`${url}/v1/osteon/draft`, message({ goal: "g" })));
    const failed = answers.map((answer, n) => ({ n, status: answer.status })).filter(({ status }) => status === 500);
    expect(failed).toHaveLength(6);
    expect(failed[0]?.n).toBeGreaterThan(20);
    expect(new Set(failed.map(({ n }) => n % 4)).size).toBeGreaterThan(2);
  });
});

describe("errors-10-percent", () => {
  it("answers a tenth of routed requests with 500", async () => {
    const { url } = await start("errors-10-percent", true);
    const answers = await repeat(100, () => post(`${url}/v1/osteon/draft`, message({ goal: "g" })));
    expect(answers.filter(({ status }) => status === 500)).toHaveLength(10);
  });
});

describe("ok-false", () => {
  it("answers 5 % of drafts with 200 and ok false, and no other endpoint", async () => {
    const { url } = await start("ok-false", true);
    const drafts = await repeat(200, () => post(`${url}/v1/draft`, message({ goal: "g" })));
    expect(drafts.every((answer) => answer.status === 200)).toBe(true);
    expect(drafts.filter((answer) => answer.body.ok === false)).toHaveLength(10);
    const outlines = await repeat(100, () => post(`${url}/v1/outline`, message({ goal: "g" })));
    expect(outlines.every((answer) => answer.body.ok)).toBe(true);
  });
});

describe("crash-loop", () => {
  it("ends the process with 1, three seconds after it began to listen", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const { exits, url } = await start("crash-loop", true);
    expect((await get(`${url}/health`)).status).toBe(200);
    await vi.advanceTimersByTimeAsync(2_900);
    expect(exits).toEqual([]);
    await vi.advanceTimersByTimeAsync(200);
    expect(exits).toEqual([1]);
  });
});

describe("openapi-drift", () => {
  it("renames one field of one schema", async () => {
    const { url } = await start("openapi-drift", true);
    const served = (await get(`${url}/openapi.json`)).body;
    const wanted = structuredClone(openapiDocument("nucleus")) as typeof served;
    const properties = wanted.components.schemas.Reply.properties;
    properties.success = properties.ok;
    delete properties.ok;
    expect(served).toEqual(JSON.parse(JSON.stringify(wanted)));
  });
});

describe("write-not-stored", () => {
  it("acknowledges every plan and stores nine of ten, the same ones each time", async () => {
    const lost = async () => {
      const { url, store } = await start("write-not-stored", true);
      const ids = Array.from({ length: 200 }, (_, n) => `run-${n}`);
      const answers = await repeat(200, (n) => post(`${url}/v1/plan`, message({ goal: "g" }, ids[n - 1])));
      expect(answers.every((answer) => answer.body.ok)).toBe(true);
      return ids.filter((id) => !store.kept.has(id));
    };
    const first = await lost();
    expect(first.length).toBeGreaterThan(10);
    expect(first.length).toBeLessThan(35);
    expect(await lost()).toEqual(first);
  });
});

describe("duplicate-write", () => {
  it("drops the key and inserts twice; what it does to a database is tested where there is one", () => {
    const altered = alteredBy(defects["duplicate-write"]);
    expect(altered.create).toBe(`${planSql.create}; alter table plans drop constraint if exists plans_pkey`);
    expect(altered.insert).toContain("generate_series(1, 2)");
    expect(altered.find).toBe(planSql.find);
  });
});

const alteredBy = (defect: Defect) => defect.planSql?.(planSql) ?? planSql;
