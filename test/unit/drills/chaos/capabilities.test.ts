import { expect, it } from "vitest";
import { settings as schema } from "../../../../contract/settings.ts";
import { establish } from "../../../../drills/chaos/capabilities.ts";
import type { DrillOptions } from "../../../../drills/options.ts";
import { countsRequests } from "../../../../engine/probes/redis-keys.ts";
import type { Session } from "../../../../engine/session.ts";
import { someOutputs } from "../../../helpers/outputs.ts";

const limiter = { requests: 100, windowSeconds: 60, header: "x-api-key" };

/** What is established of the limiter. @param counted what looking for counters at the target finds */
async function limiterOf(options: Partial<DrillOptions>, counted: () => true | string) {
  const found: Record<string, true | string> = {};
  const session: Partial<Session> = {
    environment: someOutputs(),
    ask: async (question) => ((question as unknown) === countsRequests ? counted() : "not asked about") as never,
    capability: async (name, has) => void (found[name] = has),
    signedIn: async () => "none" as never,
    signal: new AbortController().signal,
    abort: (reason) => {
      throw new Error(`aborted: ${reason}`);
    },
  };
  const all: DrillOptions = { runId: "r", stack: "s", settings: schema.parse({}), injectFaults: true, limiter };
  const had = await establish(session as Session, { ...all, ...options }, []);
  expect(had.has("limiter")).toBe(found["limiter"] === true);
  return found["limiter"];
}

it("takes a target for one with a limiter where a client comes to be counted", async () => {
  expect(await limiterOf({}, () => true)).toBe(true);
  expect(await limiterOf({}, () => "no counters")).toBe("no counters");
});

it("takes what could not be looked at for no lack of the target, and ends the drill", async () => {
  const away = () => {
    throw new Error("Redis is away");
  };
  await expect(limiterOf({}, away)).rejects.toThrow(/^aborted: .* limiter .*: Redis is away$/);
});

it("does not ask where settings or stack rule a limiter out", async () => {
  const off = (env: Record<string, string>) => limiterOf({ settings: schema.parse(env) }, () => true);
  expect(await off({ RATE_LIMIT_ENABLED: "false" })).toContain("switch it off");
  expect(await off({ RATE_LIMIT_PER_USER: "false" })).toContain("switch it off");
  expect(await limiterOf({ limiter: null }, () => true)).toContain("no header");
});
