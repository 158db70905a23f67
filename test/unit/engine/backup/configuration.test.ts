import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Configuration,
  configuration,
  configurationDifferences,
} from "../../../../engine/backup/configuration.ts";
import { someConfiguration } from "./some-configuration.ts";

const mesh = (variables: Record<string, string>) => someConfiguration({ services: { mesh: variables } });

describe("what differs between two configurations", () => {
  it.each([
    ["CACHE_ENABLED", "flag"],
    ["RATE_LIMIT_ENABLED", "flag"],
    ["RATE_LIMIT_REQUESTS", "limit"],
    ["BULKHEAD_MAX_CONCURRENT", "limit"],
    ["AGENT_OSTEON_URL", "route"],
    ["OLLAMA_BASE_URL", "setting"],
    ["LOG_LEVEL", "setting"],
  ])("tells of %s as a %s", (variable, kind) => {
    expect(configurationDifferences(mesh({ [variable]: "1" }), mesh({ [variable]: "2" }))).toEqual([
      { kind, subject: `mesh ${variable}`, was: "1", is: "2" },
    ]);
  });

  it("tells of what is set on one side alone", () => {
    expect(configurationDifferences(mesh({ LOG_LEVEL: "DEBUG" }), mesh({ CACHE_ENABLED: "" }))).toEqual([
      { kind: "flag", subject: "mesh CACHE_ENABLED", was: "not set", is: "" },
      { kind: "setting", subject: "mesh LOG_LEVEL", was: "DEBUG", is: "not set" },
    ]);
  });

  it("tells of every variable of a service that one of the two lacks", () => {
    const both = someConfiguration({ services: { mesh: { LOG_LEVEL: "INFO" }, osteon: { LOG_LEVEL: "INFO" } } });
    expect(configurationDifferences(both, mesh({ LOG_LEVEL: "INFO" }))).toEqual([
      { kind: "setting", subject: "osteon LOG_LEVEL", was: "INFO", is: "not set" },
    ]);
  });

  it("tells of autoscalers by their bounds, also of one that is gone", () => {
    const was = someConfiguration({ autoscalers: { mesh: { min: 1, max: 2 }, osteon: { min: 1, max: 3 } } });
    const is = someConfiguration({ autoscalers: { mesh: { min: 1, max: 4 } } });
    expect(configurationDifferences(was, is)).toEqual([
      { kind: "autoscaler", subject: "mesh", was: "1 to 2", is: "1 to 4" },
      { kind: "autoscaler", subject: "osteon", was: "1 to 3", is: "not set" },
    ]);
  });

  it("says nothing of how the stack was made, which the services show", () => {
    expect(configurationDifferences(someConfiguration({ stack: { replicas: "1" } }), someConfiguration())).toEqual([]);
  });
});

describe("any two configurations", () => {
  const name = fc.stringMatching(/^[A-Z][A-Z_]{0,8}(_ENABLED|_URL)?$/);
  const variables = fc.dictionary(name, fc.string({ maxLength: 4 }), { maxKeys: 4, noNullPrototype: true });
  const service = fc.constantFrom("mesh", "osteon", "myocyte");
  const bounds = fc.record({ min: fc.nat(3), max: fc.nat(9) }, { noNullPrototype: true });
  const any: fc.Arbitrary<Configuration> = fc.record(
    {
      schema: fc.constant("biowerk-drill/configuration/1" as const),
      services: fc.dictionary(service, variables, { noNullPrototype: true }),
      autoscalers: fc.dictionary(service, bounds, { noNullPrototype: true }),
      stack: variables,
    },
    { noNullPrototype: true },
  );

  it("do not differ where they are the same, in whatever order", () => {
    const reversed = <V>(object: Record<string, V>) => Object.fromEntries(Object.entries(object).reverse());
    fc.assert(
      fc.property(any, (one) => {
        const services = Object.entries(one.services).map(([key, own]) => [key, reversed(own)] as const);
        const same = { ...one, services: reversed(Object.fromEntries(services)) };
        expect(configuration.parse(JSON.parse(JSON.stringify(one)))).toEqual(one);
        expect(configurationDifferences(one, same)).toEqual([]);
      }),
    );
  });

  it("differ the same way seen from either side", () => {
    fc.assert(
      fc.property(any, any, (one, other) => {
        const back = configurationDifferences(other, one).map(({ was, is, ...change }) => ({
          ...change,
          was: is,
          is: was,
        }));
        expect(configurationDifferences(one, other)).toEqual(back);
      }),
    );
  });
});
