import { describe, expect, it } from "vitest";
import type { NewEvent } from "../../../engine/evidence/events.ts";
import { openSession, type SessionParts } from "../../../engine/run-session.ts";
import { DrillAborted, type Session } from "../../../engine/session.ts";

async function journalOf(act: (session: Session) => Promise<void>) {
  const events: NewEvent[] = [];
  const parts = {
    journal: { append: (event: NewEvent) => events.push(event) },
    writer: { excerpt: (text: string) => text },
    say: () => undefined,
    signal: new AbortController().signal,
  };
  const thrown = await act(openSession(parts as unknown as SessionParts)).catch((error: unknown) => error);
  return { events, thrown };
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
