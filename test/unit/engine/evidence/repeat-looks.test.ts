import { expect, it } from "vitest";
import { repeatLooks } from "../../../../engine/evidence/repeat-looks.ts";

it("looks at once, after each pause, and a last time when stopped", async () => {
  let looks = 0;
  const stop = repeatLooks(1, async () => void (looks += 1));
  expect(looks).toBe(1);
  await expect.poll(() => looks).toBeGreaterThan(2);
  await stop();
  const last = looks;
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(looks).toBe(last);
});

it("does not wait for its pause to end when stopped", async () => {
  let looks = 0;
  await repeatLooks(3_600_000, async () => void (looks += 1))();
  expect(looks).toBe(2);
});
