import { Command, CommanderError } from "commander";
import { exitCodes } from "./exit-codes.ts";
import { reportFailure } from "./output.ts";
import { registerEnvironmentVerbs } from "./verbs/environment.ts";
import { registerEvidenceVerbs } from "./verbs/evidence.ts";
import { registerLeaseVerb } from "./verbs/lease.ts";
import { registerRunVerbs } from "./verbs/run.ts";
import { registerToolVerbs } from "./verbs/tools.ts";

const program = new Command("drill")
  .description("Load, chaos and restore drills for BIOwerk on throwaway environments, with verdicts and evidence.")
  .addHelpText(
    "after",
    `
Examples:
  drill run smoke                      bring up an environment, drill it, report, take everything down
  drill run smoke --keep on-failure    keep the environment of a run that did not pass
  drill up smoke && drill run smoke --attach ENV && drill down ENV
  drill report runs/RUN                render a run's report again from its evidence

Exit codes: 0 PASS, 1 FAIL, 2 usage or config, 3 ERROR of environment or tool, 4 INCONCLUSIVE,
5 PASS but something was left behind, 130/143 interrupted.`,
  )
  .option("--no-start-docker", "do not install or start a Docker daemon where none answers")
  .enablePositionalOptions()
  .showSuggestionAfterError(true)
  .exitOverride();

registerRunVerbs(program);
registerEnvironmentVerbs(program);
registerEvidenceVerbs(program);
registerLeaseVerb(program);
registerToolVerbs(program);

try {
  await program.parseAsync();
} catch (thrown) {
  if (thrown instanceof CommanderError) process.exitCode = thrown.exitCode === 0 ? 0 : exitCodes.usage;
  else process.exitCode = reportFailure(thrown);
}
