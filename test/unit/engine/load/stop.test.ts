import { expect, it } from "vitest";
import { Stop } from "../../../../engine/load/stop.ts";

const long = { patienceMs: 60_000, lengthMs: 60_000 };

const heard = (stop: Stop, ...numbers: number[]) => {
  for (const n of numbers) stop.heard({ n, startMs: Date.now() - 1_000 });
};

it("stops a load at once where all but a few requests were answered, and tells how long it ran", async () => {
  const stop = new Stop(long);
  heard(stop, 0, 1, 4, 5);
  await stop.whenAnswered();
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
  const stop = new Stop({ ...long, patienceMs: 10 });
  heard(stop, 0, 99);
  await stop.whenAnswered();
  expect(stop.signal.aborted).toBe(true);
});

it("stops a load of which nothing was heard", async () => {
  const stop = new Stop(long);
  await stop.whenAnswered();
  expect(stop.signal.aborted).toBe(true);
});

it("leaves a load alone that has sent all it had, or is about to", async () => {
  const stop = new Stop({ ...long, lengthMs: 1_500 });
  heard(stop, 0, 1);
  await stop.whenAnswered();
  expect(stop.signal.aborted).toBe(false);
});
