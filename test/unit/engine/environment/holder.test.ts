import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { isAlive, startTimeByPs, thisProcess } from "../../../../engine/environment/holder.ts";

// The kernel's own word where there is /proc, ps elsewhere.
describe.each([
  ["as this machine tells it", undefined],
  ["by ps", startTimeByPs],
])("a holder, its start %s", (_how, startTime) => {
  it("is alive while that very process runs", async () => {
    const holder = await thisProcess(startTime);
    expect(holder.startTime).not.toBe("");
    expect(await isAlive(holder, startTime)).toBe(true);
  });

  it("is not a later process with the same id", async () => {
    const holder = await thisProcess(startTime);
    expect(await isAlive({ ...holder, startTime: "another time" }, startTime)).toBe(false);
  });

  it("is not alive once it has ended", async () => {
    const ended = execa("true");
    await ended;
    expect(await isAlive({ pid: ended.pid ?? 0, startTime: "" }, startTime)).toBe(false);
  });
});
