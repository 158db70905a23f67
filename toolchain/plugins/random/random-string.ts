import { randomInt } from "node:crypto";

/** What a random text is made of. Minimums hold even for a class that is otherwise left out. */
export interface StringOptions {
  length: number;
  lower: boolean;
  upper: boolean;
  numeric: boolean;
  special: boolean;
  minLower: number;
  minUpper: number;
  minNumeric: number;
  minSpecial: number;
  /** replaces the special characters */
  overrideSpecial: string;
}

const lower = "abcdefghijklmnopqrstuvwxyz";
const upper = lower.toUpperCase();
const numeric = "0123456789";
const special = "!@#$%&*()-_=+[]{}<>:?";

/** What is wrong with the options, by property; empty when a text can be made. */
export function stringProblems(options: StringOptions): { property: string; reason: string }[] {
  const { length } = options;
  if (!Number.isInteger(length) || length < 1)
    return [{ property: "length", reason: "must be a whole number above 0" }];
  const classes = classesOf(options);
  const negative = classes.filter(({ min }) => !Number.isInteger(min) || min < 0);
  if (negative.length > 0) return negative.map(({ minName }) => ({ property: minName, reason: "must be 0 or more" }));
  const least = classes.reduce((sum, { min }) => sum + min, 0);
  if (least > length) return [{ property: "length", reason: `must be at least the sum of all minimums, ${least}` }];
  if (least < length && alphabetOf(options) === "") {
    return [{ property: "length", reason: "no class of characters is left to fill the text with" }];
  }
  return [];
}

/** A text from the system's cryptographic random source, every allowed character equally likely. */
export function randomString(options: StringOptions): string {
  const required = classesOf(options).flatMap(({ characters, min }) => pick(characters, min));
  return shuffle([...required, ...pick(alphabetOf(options), options.length - required.length)]).join("");
}

function classesOf(options: StringOptions) {
  const specials = options.overrideSpecial === "" ? special : options.overrideSpecial;
  return [
    { characters: lower, used: options.lower, min: options.minLower, minName: "minLower" },
    { characters: upper, used: options.upper, min: options.minUpper, minName: "minUpper" },
    { characters: numeric, used: options.numeric, min: options.minNumeric, minName: "minNumeric" },
    { characters: specials, used: options.special, min: options.minSpecial, minName: "minSpecial" },
  ];
}

function alphabetOf(options: StringOptions): string {
  return classesOf(options)
    .filter(({ used }) => used)
    .map(({ characters }) => characters)
    .join("");
}

function pick(characters: string, count: number): string[] {
  return Array.from({ length: count }, () => characters[randomInt(characters.length)] ?? "");
}

function shuffle(characters: string[]): string[] {
  for (let last = characters.length - 1; last > 0; last -= 1) {
    const other = randomInt(last + 1);
    [characters[last], characters[other]] = [characters[other] ?? "", characters[last] ?? ""];
  }
  return characters;
}
