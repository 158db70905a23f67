import { describe, expect, it } from "vitest";
import { redisCommands } from "../../../../../engine/recovery/seed/redis-commands.ts";
import { seedSizes } from "../../../../../engine/recovery/seed/sizes.ts";

const keys = () => [...redisCommands(seedSizes(1).redis, 40)];
const nameOf = (commands: ReturnType<typeof keys>[number]) => String(commands[0]?.[1]);

describe("the seed of Redis", () => {
  it("puts as many keys as are asked for, none twice", () => {
    expect(new Set(keys().map(nameOf)).size).toBe(5_000);
  });

  it("speaks of one key at a time, which it first removes", () => {
    for (const commands of keys()) {
      expect(commands[0]).toEqual(["DEL", nameOf(commands)]);
      expect(commands.every(([, key]) => key === nameOf(commands))).toBe(true);
      expect(commands.length).toBeGreaterThan(1);
    }
  });

  it("has half of the keys live for hours", () => {
    const lifetimes = keys().flatMap((commands) => commands.filter(([name]) => name === "EXPIRE"));
    expect(lifetimes).toHaveLength(2_500);
    expect(Math.min(...lifetimes.map(([, , seconds]) => Number(seconds)))).toBeGreaterThanOrEqual(3_600);
  });

  it("has keys of every type", () => {
    const names = new Set(keys().flatMap((commands) => commands.map(([name]) => name)));
    expect([...names].sort()).toEqual(["DEL", "EXPIRE", "HSET", "RPUSH", "SADD", "SET", "ZADD"]);
  });

  it("has sessions name plans that there are", () => {
    const named = keys().flatMap((commands) =>
      commands.flatMap((words) => {
        const field = words.indexOf("plan_id");
        return field === -1 ? [] : [String(words[field + 1])];
      }),
    );
    expect(named).toHaveLength(2_500);
    expect(new Set(named)).toEqual(new Set(Array.from({ length: 40 }, (_, n) => `seed-plan-${n}`)));
  });

  it("is the same each time", () => {
    expect(keys()).toEqual(keys());
  });
});
