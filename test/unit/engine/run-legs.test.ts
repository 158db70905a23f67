import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import type { EnvironmentSource } from "../../../engine/environment-source.ts";
import { readJournal } from "../../../engine/evidence/journal.ts";
import { type Keep, runDrill } from "../../../engine/run-drill.ts";
import type { DrillProgram, Rebuilt } from "../../../engine/session.ts";
import { someOutputs } from "../../helpers/outputs.ts";
import { aLease } from "../cli/played-edges.ts";
import { emptyCluster } from "./empty-cluster.ts";
import { temporaryFolder } from "./evidence/temporary-folder.ts";

/** What was done, in order. */
let done: string[];
let kubeconfig: string;
let folder: string;
/** what is left of each environment once it is taken down */
let left: Record<string, string[]>;
beforeEach(async () => {
  done = [];
  left = {};
  folder = await temporaryFolder();
  vi.stubEnv("DRILL_STATE_DIR", join(folder, "state"));
  kubeconfig = await emptyCluster();
  onTestFinished(() => void vi.unstubAllEnvs());
});

/** An environment that says when it comes and goes, and has a successor. */
function sourceOf(id: string, changed: Partial<EnvironmentSource> = {}): EnvironmentSource {
  return {
    lease: aLease({ id }),
    facts: () => ({ tools: [], plugins: {}, limits: [] }),
    k6: Promise.resolve("k6"),
    objectStorageImage: async () => "object-storage",
    bringUp: async () => {
      done.push(`up ${id}`);
      return someOutputs({ environmentId: id, kubeconfig });
    },
    takeDown: async () => {
      done.push(`down ${id}`);
      return left[id] ?? [];
    },
    successor: async ({ config, secrets }) => {
      done.push(`successor ${JSON.stringify({ config, secrets })}`);
      return sourceOf(`next-${id}`);
    },
    ...changed,
  };
}

const rebuilt: Rebuilt = {
  lose: async (destroy) => {
    done.push("lose");
    await destroy();
    done.push("lost");
  },
  succession: async () => ({ config: { deploy: "stores" }, secrets: { JWT_SECRET_KEY: "old-jwt-secret" } }),
  act: async ({ environment }) => void done.push(`second act on ${environment.environmentId}`),
};

async function run(
  changed: Partial<DrillProgram> = {},
  source = sourceOf("a"),
  {
    signal = new AbortController().signal,
    keep = "never",
    halves = 2,
  }: { signal?: AbortSignal; keep?: Keep; halves?: 1 | 2 } = {},
) {
  const program: DrillProgram = {
    ...{ name: "d", stack: "restore", objectives: [], loads: [], changedDefaults: [] },
    ...(halves === 2 ? { rebuilt } : {}),
    act: async ({ environment }) => void done.push(`first act on ${environment.environmentId}`),
    ...changed,
  };
  const asked = {
    program,
    source,
    runId: "run-1",
    runsFolder: join(folder, "runs"),
    keep,
    say: () => undefined,
    signal,
  };
  const result = await runDrill(asked);
  const { events } = await readJournal(result.paths.journal);
  const errors = events.flatMap((event) => (event.type === "error" ? [event.code] : []));
  return { result, events, errors };
}

const succeeding = `successor {"config":{"deploy":"stores"},"secrets":{"JWT_SECRET_KEY":"old-jwt-secret"}}`;
const secondUp = ["up next-a", "second act on next-a"];

describe("a drill that loses its environment on purpose", () => {
  it("goes on with another one only after the first was taken down, and takes that down in the end", async () => {
    const { errors, events } = await run();
    expect(done).toEqual(["up a", "first act on a", "lose", "down a", "lost", succeeding, ...secondUp, "down next-a"]);
    expect(errors).toEqual([]);
    expect(events).toContainEqual(expect.objectContaining({ type: "action", action: "disaster", detail: "a" }));
  });

  it("keeps the second one where it is to be kept: the first is gone", async () => {
    const { result } = await run({}, sourceOf("a"), { keep: "always" });
    expect(done.filter((each) => each.startsWith("down"))).toEqual(["down a"]);
    expect(result.kept).toBe("next-a");
  });

  it("is told of the second one in the record of what it stood on", async () => {
    const { result } = await run();
    expect(JSON.parse(await readFile(result.paths.environment, "utf8"))).toMatchObject({ environmentId: "next-a" });
  });

  it("ends where something of the first is left, which is no environment's to read", async () => {
    left = { a: ["volume v (docker volume rm v)"] };
    const { errors, events } = await run();
    expect(done).toEqual(["up a", "first act on a", "lose", "down a"]);
    expect(errors).toEqual(["recovery.source-left"]);
    expect(events).toContainEqual(expect.objectContaining({ type: "left-behind", items: left["a"] }));
  });

  it("tries again to take the first down where the disaster did not get through", async () => {
    const takeDown = async () => {
      done.push("down a");
      if (done.filter((each) => each === "down a").length === 1) throw new Error("Docker is away");
      return [];
    };
    const { errors } = await run({}, sourceOf("a", { takeDown }));
    expect(done).toEqual(["up a", "first act on a", "lose", "down a", "down a"]);
    expect(errors).toEqual(["internal"]);
  });

  it("takes down what was begun of a second one that does not come up", async () => {
    const broken = sourceOf("b", { bringUp: () => Promise.reject(new Error("no room")) });
    const { errors } = await run({}, sourceOf("a", { successor: async () => broken }));
    expect(done).toEqual(["up a", "first act on a", "lose", "down a", "lost", "down b"]);
    expect(errors).toEqual(["internal"]);
  });

  it("takes the second down where its act fails", async () => {
    const act = () => Promise.reject(new Error("not restored"));
    const { errors } = await run({ rebuilt: { ...rebuilt, act } });
    expect(done.slice(-2)).toEqual(["up next-a", "down next-a"]);
    expect(errors).toEqual(["internal"]);
  });
});

describe("a drill does not lose", () => {
  it("an environment that is lent to it", async () => {
    const lent = sourceOf("a");
    delete lent.takeDown;
    delete lent.successor;
    const { errors } = await run({}, lent);
    expect(done).toEqual(["up a", "first act on a"]);
    expect(errors).toEqual(["recovery.not-ours"]);
  });

  it("one that it may not take down, though another could come in its place", async () => {
    const lent = sourceOf("a");
    delete lent.takeDown;
    const { errors } = await run({}, lent);
    expect(done).toEqual(["up a", "first act on a", "lose"]);
    expect(errors).toEqual(["recovery.not-ours"]);
  });

  it("anything where its own first half ends early", async () => {
    const { errors, events } = await run({ act: async (session) => session.abort("not green") });
    expect(done).toEqual(["up a", "down a"]);
    expect(errors).toEqual([]);
    expect(events).toContainEqual(expect.objectContaining({ type: "aborted", reason: "not green" }));
  });

  it("anything where it is interrupted", async () => {
    const stop = new AbortController();
    await run({ act: async () => stop.abort("SIGINT") }, sourceOf("a"), { signal: stop.signal });
    expect(done).toEqual(["up a", "down a"]);
  });

  it("anything unless it says how it goes on", async () => {
    await run({}, sourceOf("a"), { halves: 1 });
    expect(done).toEqual(["up a", "first act on a", "down a"]);
  });
});

describe("what a drill needs beside its environments", () => {
  const within: DrillProgram["within"] = async (tools, body) => {
    done.push(`begin with ${await tools.objectStorageImage()}`);
    try {
      await body();
    } finally {
      done.push("end");
    }
  };

  it("is there before the first and until after the last", async () => {
    await run({ within });
    expect([done[0], done.at(-2), done.at(-1)]).toEqual(["begin with object-storage", "down next-a", "end"]);
  });

  it("goes after the environment where the drill fails", async () => {
    await run({ within, act: () => Promise.reject(new Error("broken")) });
    expect(done).toEqual(["begin with object-storage", "up a", "down a", "end"]);
  });

  it("is an error of the run where it is not to be had, and no environment is made", async () => {
    const { errors, result } = await run({ within: () => Promise.reject(new Error("no Docker")) });
    expect(done).toEqual([]);
    expect(errors).toEqual(["internal"]);
    expect(result.judgement.verdict).toBe("ERROR");
  });

  it("is an error of the run where it does not go, and the environments are gone by then", async () => {
    const { errors } = await run({
      within: async (tools, body) => {
        await within(tools, body);
        throw new Error("it does not go");
      },
    });
    expect(done.slice(-2)).toEqual(["down next-a", "end"]);
    expect(errors).toEqual(["internal"]);
  });

  it("has its secrets hidden as soon as it tells them", async () => {
    const { events } = await run({
      within: async (tools, body) => {
        tools.learn(["hidden-storage-key"]);
        await body();
      },
      act: async (session) => session.note("storage", "opened by hidden-storage-key"),
    });
    expect(events).toContainEqual(expect.objectContaining({ action: "storage", detail: "opened by [secret]" }));
  });
});
