import { describe, expect, it } from "vitest";
import type { Counted } from "../../../../engine/probes/link-calls.ts";
import { judgeRetries, retriesWithin } from "../../../../engine/probes/retries.ts";
import { contextWith } from "./pods.ts";

const port = 20_001;
const own = { agent: "myocyte", maxAttempts: 3, watched: true } as const;

const metrics = (firstTries: number, looks: number, underWay: number) => `
resilience_retry_attempts_total{service="myocyte",attempt="1"} ${firstTries}
resilience_retry_attempts_total{service="myocyte",attempt="2"} ${firstTries}
resilience_retry_attempts_total{service="osteon",attempt="1"} 1000
distributed_health_check_total{service="myocyte",status="success"} 40
distributed_health_check_total{service="myocyte",status="error"} ${looks}
distributed_health_check_total{service="osteon",status="success"} 1000
bulkhead_current_usage{service="myocyte"} ${underWay}
circuit_breaker_failures_total{service="myocyte"} ${firstTries - underWay}
circuit_breaker_successes_total{service="osteon"} 1000
`;

describe("retriesWithin", () => {
  it("counts at the link within what is counted in all pods of mesh", async () => {
    const asked: string[] = [];
    let looks = 0;
    const context = contextWith(() => ({
      mesh:
        looks === 0 ? { a: metrics(50, 5, 2), b: metrics(50, 5, 0) } : { a: metrics(54, 9, 0), b: metrics(56, 8, 0) },
    }));
    const list = context.api.core.listNamespacedPod.bind(context.api.core);
    context.api.core.listNamespacedPod = async (request) => {
      asked.push("metrics");
      const found = await list(request);
      looks = asked.length - 1;
      return found;
    };
    const traffic = async () => {
      asked.push("traffic");
      return new Map([[port, { packets: 0, connects: asked.length === 2 ? 700 : 740 }]]);
    };
    const probe = retriesWithin("p", { ...own, port, traffic, spanMs: 0 });
    expect(await probe.observe(context)).toEqual([
      {
        subject: "myocyte",
        ok: true,
        detail:
          "40 connects, 7 of them looks at its health, for 10 calls and 2 under way, of which 12 ended: 2.8 attempts per call",
      },
    ]);
    expect(asked).toEqual(["metrics", "traffic", "traffic", "metrics"]);
  });

  it("shows nothing where the link could not be counted, and says why", async () => {
    const context = contextWith({ mesh: { a: metrics(50, 5, 0) } });
    const traffic = () => Promise.reject(new Error("Toxiproxy was replaced during the count"));
    const probe = retriesWithin("p", { ...own, port, traffic, spanMs: 0 });
    expect(await probe.observe(context)).toEqual([
      { subject: "myocyte", ok: null, detail: "Toxiproxy was replaced during the count" },
    ]);
  });
});

describe("what is made of", () => {
  const before: Counted = { connects: 100, metrics: { firstTries: 20, ended: 30, looks: 10, underWay: 1 } };
  /** What is added to each count; calls under way at the start have ended. */
  const after = (connects: number, firstTries: number, looks = 8, ended = firstTries + 1): Counted => ({
    connects: 100 + connects,
    metrics: { firstTries: 20 + firstTries, ended: 30 + ended, looks: 10 + looks, underWay: 0 },
  });
  const untold = (counted: Counted): Counted => ({ ...counted, metrics: { ...counted.metrics, ended: undefined } });
  const unseen: Counted = { ...before, connects: undefined };

  const cases: [string, Counted, Counted, boolean | null, RegExp][] = [
    ["as many attempts as are allowed", before, after(17, 2), true, /3\.0 attempts per call/],
    ["one more", before, after(18, 2), false, /3\.3 attempts per call/],
    ["retries that are called first attempts", before, after(38, 29, 8, 1), false, /30\.0 attempts per call/],
    ["calls that no breaker tells of", untold(before), untold(after(17, 2)), true, /3\.0 attempts per call/],
    ["calls of which none has ended", before, after(17, 2, 8, 0), null, /no call came to an end/],
    ["no call, as behind an open breaker", before, after(8, 0), null, /no call was let through/],
    ["a link that nobody counts", unseen, after(17, 2), null, /no node counts/],
    ["a count that ended", before, { ...after(17, 2), connects: undefined }, null, /no node counts/],
    ["a link whose counter sees no call", before, after(0, 2, 1), null, /saw none of the calls/],
    ["a link that is counted anew", before, after(-90, 2), null, /began anew/],
    ["a pod of mesh that counts anew", before, after(17, -5, 8, 3), null, /began anew/],
    ["looks that nobody counts", before, after(17, 2, 0), null, /counts no looks/],
  ];
  it.each(cases)("%s", (_what, from, to, ok, detail) => {
    expect(judgeRetries(own, from, to)).toMatchObject({ ok, detail: expect.stringMatching(detail) });
  });

  it("a mesh that looks at no agent's health: every connection is an attempt", () => {
    expect(judgeRetries({ ...own, watched: false }, before, after(9, 2, 0)).ok).toBe(true);
    expect(judgeRetries({ ...own, watched: false }, before, after(10, 2, 0)).ok).toBe(false);
  });
});
