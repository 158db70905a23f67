import type { Command } from "commander";
import { execa } from "execa";
import { diagnose } from "../../toolchain/doctor.ts";
import { formatDiagnosis } from "../../toolchain/doctor-text.ts";
import { toolContext } from "../../toolchain/context.ts";
import { exitCodes } from "../exit-codes.ts";
import { shellEnvironment } from "../shell-environment.ts";

/** Verbs around the external tools. */
export function registerToolVerbs(program: Command): void {
  program
    .command("doctor")
    .description("say for every external tool what is wanted, found, missing, and how to mend it")
    .action(async () => {
      const diagnosis = await diagnose(toolContext({}));
      console.log(formatDiagnosis(diagnosis));
    });

  program
    .command("env")
    .description('print the environment in which plain pulumi works: eval "$(./drill env)"')
    .action(async (_options: unknown, command: Command) => {
      const { startDocker } = command.optsWithGlobals<{ startDocker: boolean }>();
      for (const [name, value] of Object.entries(await shellEnvironment(startDocker))) {
        console.log(`export ${name}=${quote(value)}`);
      }
    });

  program
    .command("exec <command...>")
    .description("run a command in the environment that `env` prints, e.g. drill exec kubectl get pods")
    .passThroughOptions()
    .action(async ([file, ...args]: [string, ...string[]], _options: unknown, command: Command) => {
      const { startDocker } = command.optsWithGlobals<{ startDocker: boolean }>();
      const env = await shellEnvironment(startDocker);
      const result = await execa(file, args, { env, stdio: "inherit", reject: false });
      process.exitCode = result.exitCode ?? exitCodes.error;
    });
}

/** A value as one word of a POSIX shell. */
const quote = (value: string) => `'${value.replaceAll("'", `'\\''`)}'`;
