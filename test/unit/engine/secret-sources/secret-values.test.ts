import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseJson, pickSecrets } from "../../../../engine/secret-sources/secret-values.ts";
import { failureOf, shown } from "./failure.ts";

describe("pickSecrets", () => {
  it("gives exactly what is asked for and there", () => {
    const named = fc.dictionary(fc.string(), fc.string({ minLength: 1 }));
    fc.assert(
      fc.property(named, fc.uniqueArray(fc.string()), (held, others) => {
        const names = [...new Set([...Object.keys(held).slice(1), ...others])];
        const there = names.filter((name) => Object.hasOwn(held, name));
        const picked = Object.entries(pickSecrets("somewhere", held, names));
        expect(new Map(picked)).toEqual(new Map(there.map((name) => [name, held[name]])));
      }),
    );
  });

  it("takes an empty one for none, and leaves alone what nobody asks for", () => {
    expect(pickSecrets("somewhere", { A: "a", B: "", note: { any: 1 } }, ["A", "B", "C", "constructor"])).toEqual({
      A: "a",
    });
  });

  it.each([[null], [["value-of-a-secret"]], ["value-of-a-secret"], [7]])("takes %j for no object", async (content) => {
    const failure = await failureOf(() => pickSecrets("somewhere", content, ["A"]));
    expect(failure).toMatchObject({ code: "secrets.unreadable", kind: "environment" });
    expect(shown(failure)).not.toContain("value-of-a-secret");
  });

  it("names a secret that is no text, without its value", async () => {
    const failure = await failureOf(() => pickSecrets("somewhere", { PIN: 123_456_789 }, ["PIN"]));
    expect(failure.message).toBe("somewhere holds no secrets that can be read: PIN is no text there");
    expect(shown(failure)).not.toContain("123456789");
  });
});

describe("parseJson", () => {
  it("does not quote what is no JSON", async () => {
    const failure = await failureOf(() => parseJson("somewhere", "JWT_SECRET_KEY=value-of-a-secret"));
    expect(failure.code).toBe("secrets.unreadable");
    expect(failure.cause).toBeUndefined();
    expect(shown(failure)).not.toContain("value-of-a-secret");
  });
});
