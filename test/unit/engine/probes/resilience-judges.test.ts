import { describe, expect, it } from "vitest";
import { judgeLatest } from "../../../../engine/probes/answers-within.ts";
import { judgeShedding } from "../../../../engine/probes/back-pressure.ts";
import { judgePeaks } from "../../../../engine/probes/bulkhead.ts";
import { judgeQueue } from "../../../../engine/probes/queue-size.ts";
import { judgeAttempts } from "../../../../engine/probes/retry-counts.ts";
import { judgeMove } from "../../../../engine/probes/traffic-moves.ts";
import { judgeThrottling } from "../../../../engine/probes/user-throttling.ts";

const good = { status: 200, body: { ok: true, output: {} }, retryAfter: null, tookMs: 20 };
const refusal = (error: string, status = 503) => ({
  ...{ status, body: { detail: { error, retry_after: 1 } }, retryAfter: 1, tookMs: 20 },
});

const shedding = (answers: Parameters<typeof judgeShedding>[1], limited = true) =>
  judgeShedding("s", answers, { limited });

/** What each judge makes of what was seen: true, false, or null for what shows nothing. */
const table: [string, { ok: boolean | null }, boolean | null][] = [
  ["answers in time", judgeLatest("s", [good], 7_000), true],
  ["an answer that is late", judgeLatest("s", [{ ...good, tookMs: 7_001 }], 7_000), false],
  ["a request without an answer", judgeLatest("s", [{ ...good, status: 0 }], 7_000), false],
  ["no request", judgeLatest("s", [], 7_000), null],

  ["a bulkhead that was full", judgePeaks("s", new Map([["a", 10]]), { max: 10, mustFill: true }, 3), true],
  ["a bulkhead that was never full", judgePeaks("s", new Map([["a", 9]]), { max: 10, mustFill: true }, 0), null],
  ["one that need not be full", judgePeaks("s", new Map([["a", 9]]), { max: 10, mustFill: false }, 0), true],
  ["a bulkhead that lets more in", judgePeaks("s", new Map([["a", 11]]), { max: 10, mustFill: false }, 0), false],
  ["a bulkhead that nobody tells of", judgePeaks("s", new Map(), { max: 10, mustFill: false }, 0), null],

  ["calls that are tried again", judgeAttempts("s", [5, 4, 3, 0]), true],
  ["calls that are not tried again", judgeAttempts("s", [5, 0, 0, 0]), false],
  ["calls that are tried too often", judgeAttempts("s", [5, 4, 3, 1]), false],
  ["no calls", judgeAttempts("s", [0, 0, 0, 0]), null],

  [
    "traffic that moved in time",
    judgeMove(
      "s",
      [
        { ...refusal("x"), atMs: 900 },
        { ...good, atMs: 11_000 },
      ],
      10_000,
    ),
    true,
  ],
  ["traffic that fails later on", judgeMove("s", [{ ...refusal("x"), atMs: 11_000 }], 10_000), false],
  [
    "a failure that is late counted from the fault",
    judgeMove("s", [{ ...refusal("x"), atMs: 8_000 }], 10_000, 3_000),
    false,
  ],
  ["a first look that is too late", judgeMove("s", [{ ...good, atMs: 1 }], 10_000, 12_000), null],
  ["nothing sent afterwards", judgeMove("s", [{ ...good, atMs: 1 }], 10_000), null],

  ["refusals with hints", shedding([good, refusal("bulkhead_full", 429)]), true],
  ["a refusal without a header", shedding([{ ...refusal("bulkhead_full", 429), retryAfter: null }]), false],
  ["an overflow that is a 500", shedding([{ ...good, status: 500, body: undefined }]), false],
  ["saturation that is called throttling", shedding([refusal("rate_limit_exceeded", 429)]), false],
  ["the same where clients have no limits", shedding([refusal("rate_limit_exceeded", 429)], false), true],
  ["no saturation", shedding([good]), null],

  ["throttling by its name", judgeThrottling({ status: 429, text: '"rate_limit_exceeded"', hinted: true }), true],
  ["throttling by another name", judgeThrottling({ status: 429, text: '"bulkhead_full"', hinted: true }), false],
  ["no throttling", judgeThrottling({ status: 404, text: "", hinted: false }), false],
];

describe("what is made of", () => {
  it.each(table)("%s", (_what, { ok }, wanted) => expect(ok).toBe(wanted));
});

describe("a burst beyond places and queues", () => {
  const limits = { maxConcurrent: 2, queueSize: 1, waitMs: 5_000 };
  const burst = (served: number, turnedAway: number) => [
    ...Array.from({ length: served }, () => good),
    ...Array.from({ length: turnedAway }, () => refusal("bulkhead_full", 429)),
  ];

  it("is turned away at once where the queue is as long as it says", () => {
    expect(judgeQueue("s", burst(6, 2), 2, limits).ok).toBe(true);
  });

  it("shows a queue that takes all of it", () => {
    expect(judgeQueue("s", burst(8, 0), 2, limits)).toMatchObject({
      ok: false,
      detail: expect.stringContaining("0 turned away at once, 2 due"),
    });
  });

  it("shows a queue that turns away only after a wait", () => {
    const late = burst(6, 2).map((answer) => ({ ...answer, tookMs: 5_100 }));
    expect(judgeQueue("s", late, 2, limits).ok).toBe(false);
  });
});
