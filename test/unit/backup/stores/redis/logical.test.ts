import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Reply } from "../../../../../backup/stores/redis/connection.ts";
import { logicalHash, readCommand } from "../../../../../backup/stores/redis/logical.ts";

const b = (text: string) => Buffer.from(text, "latin1");
const hex = (type: string, reply: Reply) => logicalHash(type, reply).toString("hex");

describe("a value as clients see it", () => {
  it("does not depend on the order in which a hash gives its fields", () => {
    expect(hex("hash", [b("b"), b("2"), b("a"), b("1")])).toBe(hex("hash", [b("a"), b("1"), b("b"), b("2")]));
    expect(hex("hash", [b("a"), b("2"), b("b"), b("1")])).not.toBe(hex("hash", [b("a"), b("1"), b("b"), b("2")]));
  });

  it("does not depend on the order in which a set gives its members", () => {
    const members = fc.uniqueArray(fc.string({ unit: "binary" }), { maxLength: 10 });
    fc.assert(
      fc.property(members, fc.nat(), (texts, turn) => {
        const all = texts.map((text) => Buffer.from(text));
        const turned = [...all.slice(turn % (all.length + 1)), ...all.slice(0, turn % (all.length + 1))];
        expect(hex("set", turned)).toBe(hex("set", all));
      }),
    );
  });

  it.each(["list", "zset", "stream"])("depends on the order of a %s", (type) => {
    expect(hex(type, [b("a"), b("b")])).not.toBe(hex(type, [b("b"), b("a")]));
  });

  it.each<[string, Reply, Reply]>([
    ["bytes that are no text", b("\xff"), b("\xfe")],
    ["where an element ends", [b("ab"), b("c")], [b("a"), b("bc")]],
    ["an element that is empty", [b("a"), b("")], [b("a")]],
    ["where an entry ends", [[b("1-0"), [b("f"), b("v")]]], [[b("1-0")], [b("f"), b("v")]]],
    ["text that looks like a list", [b("a")], b("*1\n$1\na")],
  ])("depends on %s", (_what, one, other) => {
    expect(hex("list", one)).not.toBe(hex("list", other));
  });
});

describe("the command that reads a value", () => {
  it.each([
    ["string", ["GET", "k"]],
    ["hash", ["HGETALL", "k"]],
    ["list", ["LRANGE", "k", "0", "-1"]],
    ["set", ["SMEMBERS", "k"]],
    ["zset", ["ZRANGE", "k", "0", "-1", "WITHSCORES"]],
    ["stream", ["XRANGE", "k", "-", "+"]],
  ])("of the type %s", (type, command) => {
    expect(readCommand(type, b("k")).map(String)).toEqual(command);
  });

  it.each(["ReJSON-RL", "MBbloom--", "constructor"])("is not known for the type %s", (type) => {
    expect(() => readCommand(type, b("k"))).toThrow(expect.objectContaining({ code: "backup.redis-type" }));
  });
});
