import { createInterface } from "node:readline/promises";
import { findDrill } from "../drills/catalogue.ts";
import { dropOwnDaemonIfIdle } from "../engine/environment/idle.ts";
import { amend, outputsOf, provision, takeDown } from "../engine/environment/provision.ts";
import { liftAllFaults } from "../engine/faults/lift-faults.ts";
import { runDrill } from "../engine/run-drill.ts";
import { ensureDocker } from "../toolchain/docker/daemon.ts";
import { prepareToolset } from "../toolchain/toolset.ts";
import { print, say } from "./output.ts";

/** What the verbs reach outside of themselves; a test hands in players for what is slow or needs a cluster. */
export interface Edges {
  /** a line of the result */
  print: (line: string) => void;
  /** a line of the story */
  say: (line: string) => void;
  /** what a person types; "" where nobody does */
  ask: (question: string) => Promise<string>;
  findDrill: typeof findDrill;
  runDrill: typeof runDrill;
  prepareToolset: typeof prepareToolset;
  provision: typeof provision;
  amend: typeof amend;
  outputsOf: typeof outputsOf;
  takeDown: typeof takeDown;
  liftAllFaults: typeof liftAllFaults;
  ensureDocker: typeof ensureDocker;
  dropIdleDocker: typeof dropOwnDaemonIfIdle;
}

export const realEdges: Edges = {
  print,
  say,
  ask,
  findDrill,
  runDrill,
  prepareToolset,
  provision,
  amend,
  outputsOf,
  takeDown,
  liftAllFaults,
  ensureDocker,
  dropIdleDocker: dropOwnDaemonIfIdle,
};

async function ask(question: string): Promise<string> {
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  // An input that ends would leave the question open for ever.
  const ended = new Promise<string>((resolve) => prompt.once("close", () => resolve("")));
  const answer = await Promise.race([prompt.question(question), ended]);
  prompt.close();
  return answer.trim();
}
