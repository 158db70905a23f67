import type { DefectProof } from "../drills/chaos/defects.ts";
import { experiments } from "../drills/chaos/experiments.ts";

/** Runs every day. */
const always = "agent-outage";

/** One of the others a day. */
const inTurn = experiments.map(({ name }) => name).filter((name) => name !== always);

/** What CI breaks on one day. */
export interface ChaosOfTheDay {
  /** on the sound reference, where each must pass */
  experiments: string[];
  /** one for each experiment that the matrix has any for; what each must turn red is said there */
  defects: DefectProof[];
}

/** The same for all of a day, in UTC. @param matrix every seeded defect with the experiment that finds it */
export function chaosOfTheDay(now: Date, matrix: readonly DefectProof[]): ChaosOfTheDay {
  const day = dayOfYear(now);
  const other = inTurn[day % inTurn.length] ?? always;
  // An experiment's own days are as many apart as there are others: its defects go on by one on each of them.
  const defects = [pick(proofsOf(always, matrix), day), pick(proofsOf(other, matrix), Math.floor(day / inTurn.length))];
  return { experiments: [always, other], defects: defects.filter((proof) => proof !== undefined) };
}

const proofsOf = (name: string, matrix: readonly DefectProof[]) =>
  matrix.filter(({ experiment }) => experiment === name);

/** The n-th, counted on from the first where there are fewer; undefined of none. */
const pick = <T>(all: readonly T[], n: number): T | undefined => all[n % all.length];

function dayOfYear(now: Date): number {
  return Math.floor((now.getTime() - Date.UTC(now.getUTCFullYear(), 0)) / 86_400_000);
}
