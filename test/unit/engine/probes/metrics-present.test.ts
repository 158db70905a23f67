import { describe, expect, it } from "vitest";
import { requiredMetrics } from "../../../../contract/metrics.ts";
import { serviceNames } from "../../../../contract/services.ts";
import { metricsPresent } from "../../../../engine/probes/metrics-present.ts";
import { contextOf } from "./context.ts";

const exposition = (names: readonly string[]) => names.map((name) => `# TYPE ${name} counter\n`).join("");
const all = exposition([...new Set(serviceNames.flatMap((name) => requiredMetrics(name)))]);

describe("metrics-present", () => {
  it("is ok where every required metric is declared, with or without a sample", async () => {
    const seen = await metricsPresent().observe(contextOf(() => ({ status: 200, body: all })));
    expect(seen.map(({ ok }) => ok)).toEqual(serviceNames.map(() => true));
  });

  it("names what is missing", async () => {
    const [first = ""] = requiredMetrics("mesh");
    const body = all.replace(`# TYPE ${first} counter\n`, "");
    const seen = await metricsPresent().observe(contextOf(() => ({ status: 200, body })));
    expect(seen[0]).toMatchObject({ subject: "mesh", ok: false, detail: `missing: ${first}` });
  });

  it("is not ok for another status, or no answer", async () => {
    const seen = await metricsPresent().observe(
      contextOf((name) => {
        if (name === "mesh") throw new Error("no answer within 15 s");
        return { status: 500, body: all };
      }),
    );
    expect(seen.map(({ ok }) => ok)).toEqual(serviceNames.map(() => false));
    expect(seen[0]?.detail).toBe("no answer within 15 s");
    expect(seen[1]?.detail).toMatch(/^status 500: /);
  });
});
