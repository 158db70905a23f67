import { expect, it } from "vitest";
import { Stop } from "../../../../engine/load/stop.ts";

const long = { patienceMs: 60_000, lengthMs: 60_000 };

const heard = (stop: Stop, ...numbers: number[]) => {
  for (const n of numbers) stop.heard({ n, startMs: Date.now() - 1_000 });
};

/** What was done about a load of which these requests were heard. */
async function stopOf(limits: typeof long, ...numbers: number[]): Promise<Stop> {
  const stop = new Stop(limits);
  heard(stop, ...numbers);
  await stop.whenAnswered();
  return stop;
}

it("stops a load at once where all but a few requests were answered, and tells how long it ran", async () => {
  const stop = await stopOf(long, 0, 1, 4, 5);
  expect(stop.signal.aborted).toBe(true);
  expect(stop.ranMs).toBeGreaterThanOrEqual(1_000);
  expect(stop.ranMs).toBeLessThan(60_000);
});

it("waits for answers that are late", async () => {
  const stop = new Stop(long);
  heard(stop, 0, 9);
  const stopped = stop.whenAnswered();
  expect(stop.signal.aborted).toBe(false);
  heard(stop, 1, 2, 3, 4, 5);
  await stopped;
  expect(stop.signal.aborted).toBe(true);
});

it("waits no longer than an answer may take", async () => {
  expect((await stopOf({ ...long, patienceMs: 10 }, 0, 99)).signal.aborted).toBe(true);
});

it("stops a load of which nothing was heard", async () => {
  expect((await stopOf(long)).signal.aborted).toBe(true);
});

it("leaves a load alone that has sent all it had, or is about to", async () => {
  expect((await stopOf({ ...long, lengthMs: 1_500 }, 0, 1)).signal.aborted).toBe(false);
});
