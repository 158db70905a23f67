import { Command, CommanderError } from "commander";
import type { Edges } from "./edges.ts";
import { exitCodes } from "./exit-codes.ts";
import { reportFailure } from "./output.ts";
import { registerBackupVerbs } from "./verbs/backup.ts";
import { registerEnvironmentVerbs } from "./verbs/environment.ts";
import { registerEvidenceVerbs } from "./verbs/evidence.ts";
import { registerLeaseVerb } from "./verbs/lease.ts";
import { registerPlanVerb } from "./verbs/plan.ts";
import { registerRunVerbs } from "./verbs/run.ts";
import { registerStopVerb } from "./verbs/stop.ts";
import { registerToolVerbs } from "./verbs/tools.ts";

const footer = `
Examples:
  drill run smoke                      bring up an environment, drill it, report, take everything down
  drill run smoke --keep on-failure    keep the environment of a run that did not pass
  drill up smoke && drill run smoke --attach ENV && drill down ENV
  drill plan chaos/redis-down          what would be broken, how far it may reach, and what is demanded
  drill stop                           from another terminal: end the drill that runs, its faults lifted
  drill run restore                    fill an environment, back it up, destroy it, restore it, compare
  drill report runs/RUN                render a run's report again from its evidence

Exit codes: 0 PASS, 1 FAIL, 2 usage or config, 3 ERROR of environment or tool, 4 INCONCLUSIVE,
5 PASS but something was left behind, 130/143 interrupted.`;

/**
 * Runs one command line to its end.
 * @param argv the words after the program's name
 * @returns the exit code; every failure has been said by then
 */
export async function runCommandLine(argv: readonly string[], edges: Edges): Promise<number> {
  let exitCode: number = exitCodes.pass;
  const finish = (code: number) => {
    exitCode = code;
  };
  const program = new Command("drill")
    .description("Load, chaos and restore drills for BIOwerk on throwaway environments, with verdicts and evidence.")
    .addHelpText("after", footer)
    .option("--no-start-docker", "do not install or start a Docker daemon where none answers")
    .enablePositionalOptions()
    .showSuggestionAfterError(true)
    .showHelpAfterError("  remedy: see the verbs and their options with: drill --help, drill VERB --help")
    .configureOutput({
      writeOut: (text) => edges.print(text.trimEnd()),
      writeErr: (text) => edges.say(text.trimEnd()),
      outputError: (text, write) => write(text.replace(/^error: /, "drill: usage: ")),
    })
    .exitOverride();

  registerRunVerbs(program, edges, finish);
  registerBackupVerbs(program, edges, finish);
  registerStopVerb(program, edges, finish);
  registerPlanVerb(program, edges, finish);
  registerEnvironmentVerbs(program, edges, finish);
  registerEvidenceVerbs(program, edges, finish);
  registerLeaseVerb(program, edges);
  registerToolVerbs(program, edges, finish);

  try {
    await program.parseAsync(argv, { from: "user" });
    return exitCode;
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? exitCodes.pass : exitCodes.usage;
    return reportFailure(thrown, edges.say);
  }
}
