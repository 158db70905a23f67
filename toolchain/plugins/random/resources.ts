import { reveal, secret } from "../shared/secrecy.ts";
import { type Properties, unknown } from "../shared/values.ts";
import { randomId } from "./random-id.ts";
import { randomString, type StringOptions, stringProblems } from "./random-string.ts";

/** One resource type: its defaults, what it refuses, and what it makes. Inputs come without secret marks. */
export interface RandomType {
  defaults: Properties;
  problems(inputs: Properties): { property: string; reason: string }[];
  generate(inputs: Properties): { id: string; outputs: Properties };
  /** outputs of a preview */
  unknowns: Properties;
}

const stringDefaults: Properties = {
  lower: true,
  upper: true,
  numeric: true,
  special: true,
  minLower: 0,
  minUpper: 0,
  minNumeric: 0,
  minSpecial: 0,
  overrideSpecial: "",
};

/** The types that are served, by token. A password's bcryptHash is not made. */
export const randomTypes: Record<string, RandomType> = {
  "random:index/randomPassword:RandomPassword": {
    defaults: stringDefaults,
    problems: (inputs) => stringProblems(stringOptions(inputs)),
    generate: (inputs) => ({ id: "none", outputs: { result: secret(randomString(stringOptions(inputs))) } }),
    unknowns: { result: secret(unknown) },
  },
  "random:index/randomString:RandomString": {
    defaults: stringDefaults,
    problems: (inputs) => stringProblems(stringOptions(inputs)),
    generate: (inputs) => {
      const result = randomString(stringOptions(inputs));
      return { id: result, outputs: { result } };
    },
    unknowns: { result: unknown },
  },
  "random:index/randomId:RandomId": {
    defaults: {},
    problems: ({ byteLength }) => {
      const reason = "must be a whole number above 0";
      return Number.isInteger(byteLength) && Number(byteLength) > 0 ? [] : [{ property: "byteLength", reason }];
    },
    generate: ({ byteLength, prefix }) => {
      const { bare, ...outputs } = randomId(Number(byteLength), typeof prefix === "string" ? prefix : "");
      return { id: bare, outputs };
    },
    unknowns: { b64Std: unknown, b64Url: unknown, dec: unknown, hex: unknown },
  },
};

function stringOptions(inputs: Properties): StringOptions {
  // `number` is the older name of `numeric`.
  const numeric = inputs["numeric"] ?? inputs["number"];
  const given = numeric === undefined ? inputs : { ...inputs, numeric };
  return reveal({ ...stringDefaults, ...given }) as unknown as StringOptions;
}
