import { describe, expect, it } from "vitest";
import { retriesWithin } from "../../../../engine/probes/retries.ts";
import { contextWith } from "./pods.ts";

const metrics = (firstTries: number, attempts: number) => `
resilience_retry_attempts_total{service="myocyte",attempt="1"} ${firstTries}
resilience_retry_attempts_total{service="myocyte",attempt="2"} ${firstTries}
resilience_retry_attempts_total{service="osteon",attempt="1"} 1000
resilience_http_requests_total{service="myocyte",method="POST",status="error"} ${attempts}
resilience_http_requests_total{service="osteon",method="POST",status="200"} 1000
`;

/** Looks twice at two pods of mesh. @param spans what each pod counts within the span, [calls, attempts] */
async function look(...spans: [number, number][]) {
  let looks = 0;
  const context = contextWith(() => {
    const counts = spans.map(([calls, attempts]) =>
      looks === 0 ? metrics(50, 70) : metrics(50 + calls, 70 + attempts),
    );
    return { mesh: Object.fromEntries(counts.map((text, n) => [`mesh-${n}`, text])) };
  });
  const list = context.api.core.listNamespacedPod.bind(context.api.core);
  let lists = 0;
  context.api.core.listNamespacedPod = (request) => {
    looks = lists;
    lists += 1;
    return list(request);
  };
  return (await retriesWithin("p", "myocyte", 3, 0).observe(context))[0];
}

describe("retriesWithin", () => {
  it("sets what went over the wire against the calls of all pods, within the span", async () => {
    expect(await look([10, 30], [2, 2])).toEqual({
      subject: "myocyte",
      ok: true,
      detail: "32 attempts for 12 calls and 0 under way",
    });
  });

  it("is wrong where there are more on average", async () => {
    expect(await look([10, 30], [1, 4])).toMatchObject({ ok: false });
  });

  it("shows nothing without calls, as behind an open breaker", async () => {
    expect(await look([0, 0])).toMatchObject({ ok: null });
  });
});
