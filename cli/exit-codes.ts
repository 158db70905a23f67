import type { Verdict } from "../engine/evidence/objective.ts";

/** What the process's exit code says; scripts and CI jobs rely on it. */
export const exitCodes = {
  pass: 0,
  fail: 1,
  usage: 2,
  error: 3,
  inconclusive: 4,
  leftBehind: 5,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

const ofVerdict: Record<Verdict, ExitCode> = {
  PASS: exitCodes.pass,
  FAIL: exitCodes.fail,
  INCONCLUSIVE: exitCodes.inconclusive,
  ERROR: exitCodes.error,
};

/** The code of one run: a leak turns a PASS into 5 and leaves every other verdict's code as it is. */
export function exitCodeOf(verdict: Verdict, leftBehind: readonly string[]): ExitCode {
  const code = ofVerdict[verdict];
  return code === exitCodes.pass && leftBehind.length > 0 ? exitCodes.leftBehind : code;
}

/** The worst of several, in the order error, fail, usage, inconclusive, left behind, pass. */
export function worst(codes: readonly ExitCode[]): ExitCode {
  const { error, fail, usage, inconclusive, leftBehind } = exitCodes;
  const order = [error, fail, usage, inconclusive, leftBehind];
  return order.find((code) => codes.includes(code)) ?? exitCodes.pass;
}
