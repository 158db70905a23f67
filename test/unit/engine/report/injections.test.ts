import { describe, expect, it } from "vitest";
import type { NewEvent } from "../../../../engine/evidence/events.ts";
import { injections } from "../../../../engine/report/injections.ts";
import { journalOf, observed } from "./runs.ts";

const at = (seconds: number) => new Date(Date.UTC(2026, 2, 1, 9, 30, seconds)).toISOString();
const planned = (seconds: number, fault: string): [number, NewEvent] => [
  seconds,
  { type: "fault-planned", fault, summary: `${fault} breaks`, undo: [] },
];
const injected = (seconds: number, fault: string, armed = true): [number, NewEvent] => [
  seconds,
  { type: "fault-injected", fault, armed },
];
const undone = (seconds: number, fault: string): [number, NewEvent] => [seconds, { type: "fault-undone", fault }];
const lifted = (seconds: number, fault: string, left: string[] = []): [number, NewEvent] => [
  seconds,
  { type: "fault-lifted", fault, left },
];

describe("injections", () => {
  it("give each step of a fault its time", () => {
    const events = journalOf([
      planned(1, "a"),
      injected(2, "a"),
      observed(3, "fault-effect", "a", true, "refused"),
      undone(9, "a"),
      lifted(10, "a"),
    ]);
    expect(injections(events)).toEqual([
      {
        fault: "a",
        summary: "a breaks",
        armed: true,
        plannedAt: at(1),
        injectedAt: at(2),
        effectSeenAt: at(3),
        undoneAt: at(9),
        provenGoneAt: at(10),
        left: [],
      },
    ]);
  });

  it("keep two faults in force at once apart, and an effect that was not seen unseen", () => {
    const events = journalOf([
      planned(1, "a"),
      planned(1, "b"),
      injected(2, "a"),
      injected(3, "b"),
      observed(4, "part.fault-effect", "a", true, "refused"),
      observed(5, "part.fault-effect", "b", null, "answered"),
      lifted(10, "a"),
      lifted(11, "b"),
    ]);
    expect(injections(events)).toMatchObject([
      { fault: "a", injectedAt: at(2), effectSeenAt: at(4), provenGoneAt: at(10) },
      { fault: "b", injectedAt: at(3), effectSeenAt: null, provenGoneAt: at(11) },
    ]);
  });

  it("tell a fault that comes again from its first time", () => {
    const events = journalOf([
      planned(1, "a"),
      injected(2, "a"),
      lifted(4, "a"),
      planned(11, "a"),
      injected(12, "a"),
      lifted(14, "a", ["a: 1 toxics"]),
    ]);
    expect(injections(events)).toMatchObject([
      { injectedAt: at(2), provenGoneAt: at(4), left: [] },
      { injectedAt: at(12), provenGoneAt: null, left: ["a: 1 toxics"] },
    ]);
  });

  it("say what was not got to, and what was a negative control", () => {
    const nothing = { injectedAt: null, effectSeenAt: null, undoneAt: null, provenGoneAt: null };
    expect(injections(journalOf([planned(1, "a")]))).toMatchObject([{ armed: null, ...nothing }]);
    expect(injections(journalOf([planned(1, "a"), injected(2, "a", false)]))).toMatchObject([{ armed: false }]);
  });
});
