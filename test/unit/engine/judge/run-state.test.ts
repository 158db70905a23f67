import { describe, expect, it } from "vitest";
import type { JournalEvent } from "../../../../engine/evidence/events.ts";
import type { Evidence } from "../../../../engine/evidence/evidence.ts";
import { runState, stopOf } from "../../../../engine/judge/run-state.ts";

const stateOf = (...events: JournalEvent[]) => runState({ events, gaps: [] } as unknown as Evidence);
const end: JournalEvent = { seq: 9, atMs: 9, type: "run-ended" };
const aborted = (part?: string): JournalEvent => ({
  ...{ seq: 1, atMs: 1, type: "aborted", phase: `${part ?? "all"}.gate`, reason: "not green" },
  ...(part === undefined ? {} : { part }),
});

describe("a part that was aborted", () => {
  const state = stateOf(aborted("redis-down"), end);

  it("concerns its own objectives alone", () => {
    expect(stopOf(state, "redis-down.refused.errors")).toEqual({
      reason: "redis-down.gate: not green",
      unexercised: false,
    });
    expect(stopOf(state, "partition.closed")).toBeNull();
    expect(stopOf(state, "redis-down-like")).toBeNull();
  });

  it("keeps the run from being a whole one", () => {
    expect(state).toMatchObject({ partial: "redis-down.gate: not green", stopped: null, error: null });
  });
});

it("an abort of the whole drill concerns every objective", () => {
  expect(stopOf(stateOf(aborted(), end), "any")).toEqual({ reason: "all.gate: not green", unexercised: false });
});
