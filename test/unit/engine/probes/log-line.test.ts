import { describe, expect, it } from "vitest";
import { logs } from "../../../../engine/probes/log-line.ts";
import { contextWith } from "./pods.ts";

const look = async (mesh: Record<string, string>) =>
  (await logs("p", "mesh", /rate limiting/i, 0).observe(contextWith({ mesh, osteon: { o: "rate limiting" } })))[0];

describe("logs", () => {
  it("finds the line in any pod of the service", async () => {
    expect(await look({ "mesh-0": "listens\n", "mesh-1": "a\nRate limiting is off\nb" })).toMatchObject({
      subject: "log of mesh",
      ok: true,
      detail: expect.stringMatching(/: Rate limiting is off$/),
    });
  });

  it("says what it looked for where no pod of the service has it", async () => {
    expect(await look({ "mesh-0": "listens" })).toMatchObject({
      ok: false,
      detail: expect.stringContaining("rate limiting"),
    });
    expect(await look({})).toMatchObject({ ok: false });
  });

  it("asks for what was logged shortly before it began, and not for what came earlier", async () => {
    let since = 0;
    const context = contextWith({ mesh: { "mesh-0": "" } });
    context.api.core.readNamespacedPodLog = async ({ sinceSeconds = 0 }) => ((since = sinceSeconds), "");
    await logs("p", "mesh", /x/, 0).observe(context);
    expect(since).toBeGreaterThanOrEqual(10);
    expect(since).toBeLessThanOrEqual(11);
  });

  it("reads all that came since its last look, and a little of what came before", async () => {
    const asked: object[] = [];
    const context = contextWith({ mesh: { "mesh-0": "" } });
    context.api.core.readNamespacedPodLog = async ({ sinceSeconds, ...more }) => {
      asked.push({ sinceSeconds, ...more });
      return asked.length < 2 ? "" : "x";
    };
    await logs("p", "mesh", /x/, 5_000).observe(context);
    expect(asked).toMatchObject([{ sinceSeconds: 10 }, { sinceSeconds: 3 }]);
    expect(asked[1]).not.toHaveProperty("tailLines");
  });
});
