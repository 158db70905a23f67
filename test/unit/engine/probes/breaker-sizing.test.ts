import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { breakerIsSized, mayFail } from "../../../../engine/probes/breaker-sizing.ts";
import { FailureWindow } from "../../../../reference/resilience/failure-window.ts";
import { contextWith } from "./pods.ts";

const limits = { consecutive: 5, ratio: 0.5, windowSize: 10 };
const message = { target: "circadian", intent: "plan_timeline", input: {} } as const;

/** What a pod's breaker makes of a failed call: whether it opens. */
type Rule = (calls: readonly boolean[]) => boolean;

/** As the reference does it. */
const sound: Rule = (calls) => {
  const window = new FailureWindow(limits);
  let open = false;
  for (const failed of calls) {
    if (failed) open = window.failure();
    else window.success(0);
  }
  return open;
};
/** As a share of however few calls there were. */
const rashWhenCold: Rule = (calls) => calls.slice(-10).filter(Boolean).length >= calls.slice(-10).length / 2;
const runsAlone: Rule = (calls) => calls.slice(-5).every(Boolean) && calls.length >= 5;

/** Tries two pods of mesh that take calls in turn, or as few as one of them, and decide by the rule. */
async function tried(rule: Rule, { pods = 1, before = 0 } = {}) {
  const mesh = Array.from({ length: pods }, () => ({ calls: new Array<boolean>(before).fill(false), open: false }));
  const turns: boolean[] = [];
  let refuses = true;
  let turn = 0;
  const server = createServer((_, answer) => {
    const pod = mesh[(turn += 1) % pods];
    if (pod !== undefined && !pod.open) {
      pod.calls.push(refuses);
      pod.open = refuses && rule(pod.calls);
    }
    answer.end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close().closeAllConnections());
  const metrics = () =>
    Object.fromEntries(
      mesh.map(({ calls, open }, n) => [
        `mesh-${n}`,
        `circuit_breaker_state{service="circadian"} ${open ? 1 : 0}
circuit_breaker_failures_total{service="circadian"} ${calls.filter(Boolean).length}
circuit_breaker_successes_total{service="circadian"} ${calls.filter((failed) => !failed).length}
`,
      ]),
    );
  const context = contextWith(() => ({ mesh: metrics() }));
  const meshUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const environment = { ...context.environment, meshUrl, identityHeader: null };
  const probe = breakerIsSized("p", message, limits, async (_, through) => {
    turns.push(through);
    refuses = !through;
  });
  const seen = await probe.observe({ ...context, environment });
  return { seen: Object.fromEntries(seen.map(({ subject, ok }) => [subject, ok])), turns, mesh };
}

const found = (cold: boolean | null, amid: boolean | null, threshold: boolean | null) => ({
  "over one failure, cold": cold,
  "at the SLO's error rate": amid,
  "at the threshold": threshold,
});

describe("a breaker of mesh", () => {
  it.each([1, 2])("that does as it should is found sound, with %i pods", async (pods) => {
    const { seen, turns } = await tried(sound, { pods });
    expect(seen).toEqual(found(true, true, true));
    expect(turns.at(-1)).toBe(false);
  });

  it("opens by the share of failures with as few calls as that takes", async () => {
    const { mesh } = await tried(sound);
    expect(mesh[0]?.calls.slice(11)).toEqual([true, true, true, true, false, true]);
  });

  it("that is rash when it is cold is found so, and not tried any further", async () => {
    const { seen, turns } = await tried(rashWhenCold);
    expect(seen).toEqual(found(false, null, null));
    expect(turns).toEqual([]);
  });

  it("that was used before shows nothing of that, but all else", async () => {
    expect((await tried(rashWhenCold, { before: 10 })).seen).toEqual(found(null, true, true));
  });

  it("that opens over one failure amid successes is found so", async () => {
    const rash: Rule = (calls) => calls.length > 1 && calls.at(-1) === true;
    expect((await tried(rash)).seen).toEqual(found(true, false, false));
  });

  it.each([
    ["counts failures in a row alone", runsAlone],
    ["never opens", () => false],
  ])("that %s is found so, and the link is left as it was", async (_, rule) => {
    const { seen, turns } = await tried(rule);
    expect(seen).toEqual(found(true, true, false));
    expect(turns.at(-1)).toBe(false);
  });
});

it("lets calls fail one after the other only where the share cannot get there otherwise", () => {
  const four = [Array.from({ length: 4 }, () => ({ failed: true, open: false }))];
  expect(mayFail(four, limits)).toBe(false);
  expect(mayFail(four, { ...limits, ratio: 0.9 })).toBe(true);
  expect(mayFail(four, { ...limits, consecutive: 6 })).toBe(true);
});
