import { describe, expect, it } from "vitest";
import { chaosDefects } from "../../drills/chaos/defects.ts";
import { experiments } from "../../drills/chaos/experiments.ts";
import { chaosOfTheDay } from "../chaos-of-the-day.ts";

const dayMs = 86_400_000;
const on = (day: number) => chaosOfTheDay(new Date(Date.UTC(2027, 0, 1, 3) + day * dayMs), chaosDefects);
const days = Array.from({ length: 365 }, (_, day) => on(day));

describe("chaos of the day", () => {
  it("is agent-outage and another experiment, a different one each day", () => {
    const names = experiments.map(({ name }) => name);
    for (const { experiments: chosen } of days) expect(names).toEqual(expect.arrayContaining(chosen));
    expect(days.slice(0, 4).map((day) => day.experiments)).toEqual([
      ["agent-outage", "safeguards"],
      ["agent-outage", "slow-downstream"],
      ["agent-outage", "redis-down"],
      ["agent-outage", "cache-flush"],
    ]);
    expect(new Set(days.flatMap((day) => day.experiments))).toEqual(new Set(names));
  });

  it("has a defect for each of the two that the matrix has one for", () => {
    for (const { experiments: chosen, defects } of days) {
      const known = chosen.filter((name) => chaosDefects.some(({ experiment }) => experiment === name));
      expect(defects.map(({ experiment }) => experiment)).toEqual(known);
    }
  });

  it("comes to every defect of its experiments within a year", () => {
    const chosen = new Set(days.flatMap((day) => day.experiments));
    const seen = new Set(days.flatMap((day) => day.defects));
    expect(seen).toEqual(new Set(chaosDefects.filter(({ experiment }) => chosen.has(experiment))));
  });

  it("is the same all day", () => {
    const at = (time: string) => chaosOfTheDay(new Date(`2027-03-04T${time}Z`), chaosDefects);
    expect(at("23:59:59")).toEqual(at("00:00:00"));
  });
});
