import { beforeEach, describe, expect, it, vi } from "vitest";
import { type Drill, soundRuns } from "../sound-runs.ts";

let asked: string[];
beforeEach(() => {
  asked = [];
  vi.spyOn(console, "log").mockReturnValue();
  return () => vi.restoreAllMocks();
});

/** A range whose commands end well but for those told, by their first words. */
const drill =
  (codes: Record<string, number> = {}): Drill =>
  async (args) => {
    const line = args.join(" ");
    asked.push(line);
    const [, exitCode = 0] = Object.entries(codes).find(([start]) => line.startsWith(start)) ?? [];
    return { exitCode, stdout: args[0] === "up" ? '{ "environmentId": "e1", "version": 1 }' : "" };
  };

describe("sound runs", () => {
  it("have one environment, which comes down", async () => {
    expect(await soundRuns("chaos", ["chaos/a", "chaos/b"], drill())).toEqual({ passed: 2, failed: 0, skipped: 0 });
    expect(asked).toEqual(["up chaos", "run chaos/a --attach e1", "run chaos/b --attach e1", "down e1"]);
  });

  it("go on after one that does not pass", async () => {
    const counts = await soundRuns("chaos", ["chaos/a", "chaos/b"], drill({ "run chaos/a": 1 }));
    expect(counts).toEqual({ passed: 1, failed: 1, skipped: 0 });
    expect(asked.at(-1)).toBe("down e1");
  });

  it("fail where the environment does not come up, or leaves something behind", async () => {
    expect(await soundRuns("chaos", ["chaos/a"], drill({ up: 3 }))).toEqual({ passed: 0, failed: 1, skipped: 1 });
    expect(asked).toEqual(["up chaos"]);
    expect(await soundRuns("chaos", ["chaos/a"], drill({ down: 4 }))).toEqual({ passed: 1, failed: 1, skipped: 0 });
  });

  it("take the environment down where a run breaks off", async () => {
    const broken: Drill = async (args) => {
      if (args[0] === "run") throw new Error("killed");
      return drill()(args);
    };
    await expect(soundRuns("chaos", ["chaos/a"], broken)).rejects.toThrow("killed");
    expect(asked).toEqual(["up chaos", "down e1"]);
  });
});
