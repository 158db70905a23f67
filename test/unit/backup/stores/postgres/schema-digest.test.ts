import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { comparable, digestOf } from "../../../../../backup/stores/postgres/schema-digest.ts";

const column = { kind: "column", name: "public.plans.id", definition: "character varying(255) true" };
const key = { kind: "constraint", name: "public.plans.plans_pkey", definition: "PRIMARY KEY (id)" };
const routine = { kind: "function", name: "public.one()", definition: "CREATE FUNCTION one() AS $$select (1)::int$$" };

describe("digest of a schema", () => {
  it("does not depend on the order of definitions", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([column, key, routine], { minLength: 3 }), (definitions) => {
        expect(digestOf(definitions)).toBe(digestOf([column, key, routine]));
      }),
    );
  });

  it.each([
    ["name", { ...column, name: "public.plans.key" }],
    ["type", { ...column, definition: "character varying(64) true" }],
    ["kind", { ...column, kind: "default" }],
  ])("changes with a %s", (_what, changed) => {
    expect(digestOf([changed, key])).not.toBe(digestOf([column, key]));
  });

  it("changes with a definition that is missing", () => {
    expect(digestOf([column])).not.toBe(digestOf([column, key]));
  });

  it("takes functions to the letter", () => {
    const changed = { ...routine, definition: routine.definition.replace("(1)", "1") };
    expect(digestOf([changed])).not.toBe(digestOf([routine]));
  });
});

describe("comparable definitions", () => {
  it.each([
    [
      "CHECK (((status)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[])))",
      "CHECK (((status)::text = ANY (ARRAY[('a'::character varying)::text, ('b'::character varying)::text])))",
    ],
    ["'draft'::public.status", "('draft'::public.status)::public.status"],
    ['\'x\'::"My Schema"."My Type"', "'x'"],
    ["(now())::timestamp(3) without time zone", "now()"],
    ["(0)::numeric(10,2)", "0"],
    ["'{}'::double precision[]", "'{}'"],
  ])("%s = %s", (one, other) => {
    expect(comparable(one)).toBe(comparable(other));
  });

  it.each([
    ["CHECK ((n > 0))", "CHECK ((n >= 0))"],
    ["'a'::text", "'b'::text"],
    ["nextval('public.a_seq'::regclass)", "nextval('public.b_seq'::regclass)"],
  ])("%s is not %s", (one, other) => {
    expect(comparable(one)).not.toBe(comparable(other));
  });
});
