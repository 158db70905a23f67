import { isObject, type Properties, type Value } from "./values.ts";

/** A step into a value: a key or an index. */
export type Step = string | number;

/** One place where two values differ. */
export interface Place {
  steps: Step[];
  kind: "add" | "delete" | "update";
}

/** Every innermost place where `news` differs from `olds`; lists are compared element by element. */
export function differences(olds: Properties, news: Properties, from: Step[] = []): Place[] {
  const keys = new Set([...Object.keys(olds), ...Object.keys(news)]);
  return [...keys].flatMap((key) => placesOf(olds[key], news[key], [...from, key]));
}

function placesOf(old: Value | undefined, now: Value | undefined, steps: Step[]): Place[] {
  if (old === now) return [];
  if (old === undefined) return [{ steps, kind: "add" }];
  if (now === undefined) return [{ steps, kind: "delete" }];
  if (isObject(old) && isObject(now)) return differences(old, now, steps);
  if (Array.isArray(old) && Array.isArray(now)) {
    const longest = old.length > now.length ? old : now;
    return longest.flatMap((_, index) => placesOf(old[index], now[index], [...steps, index]));
  }
  return [{ steps, kind: "update" }];
}

/** The text form of a place, as the engine writes property paths. */
export function pathText(steps: Step[]): string {
  return steps.reduce<string>((path, step) => {
    if (typeof step === "number") return `${path}[${step}]`;
    if (/[."[\]]/.test(step)) return `${path}["${step.replaceAll('"', '\\"')}"]`;
    return path === "" ? step : `${path}.${step}`;
  }, "");
}

/** Reads the engine's property paths; the inverse of {@link pathText}. A star stays a key. */
export function pathSteps(path: string): Step[] {
  const parts = path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|\[(\*)\]|([^.[\]]+)/g);
  return [...parts].map(([, quoted, index, star, key]) => {
    if (index !== undefined) return Number(index);
    return quoted?.replaceAll('\\"', '"') ?? star ?? key ?? "";
  });
}
