import { describe, expect, it } from "vitest";
import type { NewEvent } from "../../../engine/evidence/events.ts";
import { openSession, type SessionParts } from "../../../engine/run-session.ts";
import { DrillAborted, type Session } from "../../../engine/session.ts";
import type { EnvironmentOutputs } from "../../../stacks/outputs.ts";
import { someOutputs } from "../../helpers/outputs.ts";

async function journalOf(act: (session: Session) => Promise<void>, changed: Partial<SessionParts> = {}) {
  const events: NewEvent[] = [];
  const said: string[] = [];
  const parts = {
    journal: { append: (event: NewEvent) => events.push(event) },
    writer: { excerpt: (text: string) => text },
    say: (line: string) => said.push(line),
    signal: new AbortController().signal,
    ...changed,
  };
  const thrown = await act(openSession(parts as unknown as SessionParts)).catch((error: unknown) => error);
  return { events, said, thrown };
}

const probe = { name: "p", observe: async () => [{ subject: "s", ok: true, detail: "d" }] };

describe("a part of a drill", () => {
  it("names its phases and probes after itself", async () => {
    const { events } = await journalOf((session) =>
      session.part("redis-down", (part) => part.phase("baseline", async () => void (await part.observe(probe)))),
    );
    expect(events).toMatchObject([
      { type: "phase-started", phase: "redis-down.baseline" },
      { type: "observation", probe: "redis-down.p" },
      { type: "phase-ended", phase: "redis-down.baseline" },
    ]);
  });

  it("ends alone where it is aborted", async () => {
    const { events, thrown } = await journalOf(async (session) => {
      await session.part("a", (part) => part.phase("gate", async () => part.abort("not green")));
      await session.phase("next", async () => undefined);
    });
    expect(thrown).toBeUndefined();
    expect(events).toContainEqual({ type: "aborted", phase: "a.gate", reason: "not green", part: "a" });
    expect(events).toContainEqual({ type: "phase-ended", phase: "next" });
  });

  it("does not hold back an abort of the whole drill, or an error", async () => {
    const whole = await journalOf((session) => session.part("a", async () => session.abort("over")));
    expect(whole.thrown).toBeInstanceOf(DrillAborted);
    const broken = await journalOf((session) => session.part("a", () => Promise.reject(new Error("broken"))));
    expect(broken.thrown).toEqual(new Error("broken"));
  });
});

describe("an environment that is amended", () => {
  const stores = someOutputs({ workloads: [] });
  const amend = async (change: Record<string, string>): Promise<EnvironmentOutputs> =>
    someOutputs({ workloads: [`all but ${Object.keys(change).join()}`] });

  it("is the new one from then on, for whoever asks and for every probe", async () => {
    const seen: string[][] = [];
    const look = async (session: Session) => {
      seen.push(session.environment.workloads);
      await session.ask(async ({ environment }) => void seen.push(environment.workloads));
      await session.observe({
        name: "p",
        observe: async ({ environment }) => (seen.push(environment.workloads), []),
      });
    };
    const { thrown } = await journalOf(
      async (session) => {
        await look(session);
        await session.amend({ deploy: "all" });
        await look(session);
        await session.part("a", look);
      },
      { environment: stores, amend },
    );
    expect(thrown).toBeUndefined();
    expect(seen).toEqual([[], [], [], ...Array<string[]>(6).fill(["all but deploy"])]);
  });

  it("is journalled by the keys that change, whose values may be paths", async () => {
    const { events } = await journalOf((session) => session.amend({ deploy: "all", replicas: "2" }), {
      environment: stores,
      amend,
    });
    expect(events).toEqual([{ type: "action", action: "amend", detail: "deploy, replicas" }]);
  });

  it("is the old one where it could not be amended", async () => {
    const { thrown } = await journalOf(
      async (session) => {
        await session.amend({ deploy: "all" }).catch(() => undefined);
        throw new Error(session.environment.workloads.join());
      },
      { environment: someOutputs(), amend: () => Promise.reject(new Error("no room")) },
    );
    expect(thrown).toEqual(new Error("mesh"));
  });

  it("is none of a drill's that is not its own", async () => {
    const { events, thrown } = await journalOf((session) => session.amend({ deploy: "all" }), { environment: stores });
    expect(thrown).toEqual(new Error("the environment is not this run's to change"));
    expect(events).toEqual([]);
  });
});

describe("what a drill notes", () => {
  it("is in the journal and on the screen, and what it only says is not in the journal", async () => {
    const { events, said } = await journalOf(async (session) => {
      session.note("seed", "scale 1");
      session.say("  postgres: 1.0 MiB");
    });
    expect(events).toEqual([{ type: "action", action: "seed", detail: "scale 1" }]);
    expect(said).toEqual(["  seed: scale 1", "  postgres: 1.0 MiB"]);
  });
});
