import { describe, expect, it } from "vitest";
import {
  type BreakerHistory,
  failuresInARow,
  historiesOf,
  judgeAmidSuccesses,
  judgeCold,
  judgeThreshold,
} from "../../../../engine/probes/breaker-history.ts";

const limits = { consecutive: 5, ratio: 0.5, windowSize: 10 };

/** Calls as letters: s succeeded, f failed, F failed and left the breaker open. */
const calls = (letters: string): BreakerHistory["calls"] =>
  [...letters].map((letter) => ({ failed: letter !== "s", open: letter === "F" }));
const pod = (letters: string, seenBefore = 0) => new Map([["mesh-1", { seenBefore, calls: calls(letters) }]]);
const full = "ssssssssss";

describe("a breaker that saw nothing before", () => {
  it.each<[string, string, number, boolean | null]>([
    ["stays closed", "f", 0, true],
    ["opens", "F", 0, false],
    ["has seen calls, and shows nothing", "f", 3, null],
    ["has seen calls, and shows nothing though it opens", "F", 3, null],
    ["saw no failure", "s", 0, null],
    ["counts nothing", "", 0, null],
  ])("%s", (_, letters, before, ok) => expect(judgeCold(pod(letters, before)).ok).toBe(ok));

  it("is that of the pod which took the call", () => {
    const both = new Map([...pod("", 7), ["mesh-2", { seenBefore: 0, calls: calls("F") }] as const]);
    expect(judgeCold(both)).toMatchObject({ ok: false, detail: expect.stringContaining("mesh-2 opens") });
  });
});

describe("one failure amid successes", () => {
  it.each<[string, string, boolean | null]>([
    ["leaves the breaker closed", `f${full}f`, true],
    ["opens it", `f${full}F`, false],
    ["did not come", full, null],
    ["came before the window was full of successes", "fsssssssf", null],
  ])("%s", (_, letters, ok) => expect(judgeAmidSuccesses(pod(letters), 10).ok).toBe(ok));
});

describe("a breaker at its threshold", () => {
  it.each<[string, string, boolean | null]>([
    ["opens by the share of failures", `f${full}ffffsF`, true],
    ["stays closed though half of its window failed", `f${full}ffffsf`, false],
    ["opens before", `f${full}ffF`, false],
    ["opens by failures in a row, before its window is full", "ffffF", true],
    ["stays closed over as many in a row", "fffff", false],
    ["opens with a window that is not full", "F", false],
    ["never gets there", `f${full}ffff`, null],
  ])("%s", (_, letters, ok) => expect(judgeThreshold(pod(letters), limits).ok).toBe(ok));

  it("tells what it had seen", () => {
    expect(judgeThreshold(pod(`${full}ffffsF`), limits).detail).toBe(
      "5 of the last 10 calls failed, 1 in a row: the breaker of mesh-1 opens",
    );
  });
});

describe("histories", () => {
  const look = (failures: number, successes: number, open = false) => ({ failures, successes, open });

  it("are what each pod counted between looks", () => {
    const seen = historiesOf([
      new Map([["a", look(2, 3)]]),
      new Map([
        ["a", look(2, 5)],
        ["b", look(1, 0)],
      ]),
      new Map([
        ["a", look(3, 5, true)],
        ["b", look(1, 0)],
      ]),
    ]);
    expect(seen).toEqual(
      new Map([
        ["a", { seenBefore: 5, calls: calls("ssF") }],
        ["b", { seenBefore: 0, calls: calls("f") }],
      ]),
    );
  });

  it("cannot be told of a pod that counts anew", () => {
    expect(() => historiesOf([new Map([["a", look(2, 3)]]), new Map([["a", look(0, 1)]])])).toThrow(
      "a began to count anew",
    );
  });
});

it("counts the failures at the end", () => {
  expect([calls(""), calls("fsff"), calls("ff"), calls("fs")].map(failuresInARow)).toEqual([0, 2, 2, 0]);
});
