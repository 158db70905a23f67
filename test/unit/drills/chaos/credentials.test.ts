import { describe, expect, it } from "vitest";
import { settings as schema } from "../../../../contract/settings.ts";
import { postgresOutage } from "../../../../drills/chaos/postgres-outage.ts";
import { chaosDrill } from "../../../../drills/chaos/program.ts";
import { redisDown } from "../../../../drills/chaos/redis-down.ts";
import { leastPackets } from "../../../../drills/chaos/routes.ts";
import { takesCredentials } from "../../../../drills/chaos/credentials.ts";
import type { LoadPlan } from "../../../../engine/evidence/load-plan.ts";
import type { Faults, Session } from "../../../../engine/session.ts";
import { runPaths } from "../../../../engine/evidence/run-folder.ts";
import { someOutputs } from "../../../helpers/outputs.ts";

const options = { runId: "r", stack: "chaos", settings: schema.parse({}), injectFaults: true, limiter: null };

/** A session that answers what is asked of the target one after the other, and runs no load and no fault. */
function played(answers: (true | string)[]) {
  const signedInFor: number[] = [];
  const loads: { plan: LoadPlan; token: string | undefined }[] = [];
  const capabilities: Record<string, true | string> = {};
  const session: Partial<Session> = {
    environment: someOutputs(),
    paths: runPaths("/run"),
    phase: (_name, body) => body(),
    observe: async () => true,
    ask: async () => (answers.shift() ?? "not played") as never,
    capability: async (name, has) => void (capabilities[name] = has),
    signedIn: async (lifetimeMs, body) => {
      signedInFor.push(lifetimeMs);
      return body({ token: "users", strangersToken: "strangers" });
    },
    faults: (body) => body({} as Faults),
    behind: async (plan, _body, token) => void loads.push({ plan, token }),
    part: (_name, body) => body(session as Session),
  };
  return { session: session as Session, signedInFor, loads, capabilities };
}

const act = (answers: (true | string)[]) => {
  const { session, ...seen } = played(answers);
  return chaosDrill("c", [postgresOutage], options)
    .act(session)
    .then(() => seen);
};

describe("a load behind which Postgres goes away", () => {
  it("carries a credential where nothing else gets there, for no longer than it takes", async () => {
    const { loads, signedInFor, capabilities } = await act(["no plans", true, "scales nothing"]);
    expect(capabilities).toMatchObject({ persistence: "no plans", credentials: true });
    expect(loads).toMatchObject([{ plan: { credentialed: true }, token: "users" }]);
    expect(JSON.stringify(loads[0]?.plan)).not.toContain("users");
    const [asking, running] = signedInFor;
    const { durationMs = 0 } = loads[0]?.plan ?? {};
    expect(asking).toBeLessThanOrEqual(60_000);
    expect(running).toBeGreaterThan(durationMs);
    expect(running).toBeLessThanOrEqual(durationMs + 60_000);
  });

  it("carries none on a target that keeps its work there, and none is made", async () => {
    const { loads, signedInFor, capabilities } = await act([true, "scales nothing"]);
    expect(capabilities).toMatchObject({ persistence: true, credentials: expect.stringContaining("not needed") });
    expect(loads).toMatchObject([{ token: undefined }]);
    expect(loads[0]?.plan).not.toHaveProperty("credentialed");
    expect(signedInFor).toEqual([]);
  });

  it("carries none where the target does not look users up", async () => {
    const { loads, signedInFor, capabilities } = await act(["no plans", "not looked up", "scales nothing"]);
    expect(capabilities).toMatchObject({ credentials: "not looked up" });
    expect(loads).toMatchObject([{ token: undefined }]);
    expect(signedInFor).toHaveLength(1);
  });
});

describe("takesCredentials", () => {
  it("leaves the target's Postgres alone where no experiment sends any", async () => {
    const { session, signedInFor } = played([true]);
    expect(await takesCredentials(session, [redisDown], false)).toContain("no experiment");
    expect(signedInFor).toEqual([]);
  });

  it("says why a user could not be made", async () => {
    const signedIn = () => Promise.reject(new Error("permission denied\nfor schema public"));
    const session = { ...played([]).session, signedIn } as Session;
    expect(await takesCredentials(session, [postgresOutage], false)).toBe("permission denied");
  });
});

it("takes every request of a load with a credential to be one to Postgres", () => {
  const [plan] = chaosDrill("c", [postgresOutage], options).loads;
  if (plan === undefined) throw new Error("no load");
  expect(leastPackets("postgres", plan, 10)).toBe(50);
  expect(leastPackets("postgres", { ...plan, credentialed: true }, 10)).toBe(200);
  expect(leastPackets("mesh-osteon", { ...plan, credentialed: true }, 10)).toBe(50);
});
