import { median } from "./measure.ts";

/** Ours and the floor, measured side by side in the same unit. */
export interface Pair {
  ours: number;
  floor: number;
}

/** What must hold: a bound on the ratio to the floor, on how far that is from 1, or on our own value. */
export interface Limit {
  on: "ratio" | "deviation" | "ours";
  atMost: number;
}

/** What is compared. */
export interface Subject {
  what: string;
  unit: string;
  /** null where the number is for information */
  limit: Limit | null;
}

/** One row of a bench's result: medians over its pairs. */
export interface Comparison extends Subject {
  ours: number;
  floor: number;
  /** the median of the pairs' ratios, ours to floor */
  ratio: number;
  pairs: Pair[];
  withinLimit: boolean;
}

/** What one bench found, and what has to be known to read it. */
export interface BenchResult {
  bench: string;
  conditions: string[];
  comparisons: Comparison[];
}

/** Compares pairs by their medians; without a pair, or with a value that is no number, the limit counts as exceeded. */
export function compare(subject: Subject, pairs: Pair[]): Comparison {
  const ours = median(pairs.map((pair) => pair.ours));
  const floor = median(pairs.map((pair) => pair.floor));
  const ratio = median(pairs.map((pair) => pair.ours / pair.floor));
  const bounded = { ratio, deviation: Math.abs(ratio - 1), ours };
  const withinLimit = subject.limit === null || bounded[subject.limit.on] <= subject.limit.atMost;
  return { ...subject, ours, floor, ratio, pairs, withinLimit };
}
