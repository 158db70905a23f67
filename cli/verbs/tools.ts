import type { Command } from "commander";
import { execa } from "execa";
import { DrillError } from "../../common/errors.ts";
import { diagnose } from "../../toolchain/doctor.ts";
import { formatDiagnosis } from "../../toolchain/doctor-text.ts";
import { toolContext } from "../../toolchain/context.ts";
import type { Edges } from "../edges.ts";
import { exitCodes } from "../exit-codes.ts";
import { shellEnvironment } from "../shell-environment.ts";

const stackText = "the stack whose images are to be there, e.g. chaos";

/** Verbs around the external tools. */
export function registerToolVerbs(program: Command, edges: Edges, finish: (code: number) => void): void {
  program
    .command("doctor")
    .description("say for every external tool what is wanted, found, missing, and how to mend it")
    .action(async () => edges.print(formatDiagnosis(await diagnose(toolContext({})))));

  program
    .command("env")
    .description('print the environment in which plain pulumi works: eval "$(./drill env)"')
    .option("--stack <name>", stackText, "smoke")
    .action(async (options: { stack: string }, command: Command) => {
      const { startDocker: mayStartDocker } = command.optsWithGlobals<{ startDocker: boolean }>();
      for (const [name, value] of Object.entries(await shellEnvironment({ ...options, mayStartDocker }, edges))) {
        edges.print(`export ${name}=${quote(value)}`);
      }
    });

  program
    .command("exec <command...>")
    .description("run a command in the environment that `env` prints, e.g. drill exec kubectl get pods")
    .option("--stack <name>", stackText, "smoke")
    .passThroughOptions()
    .action(async ([file, ...args]: [string, ...string[]], options: { stack: string }, command: Command) => {
      const { startDocker: mayStartDocker } = command.optsWithGlobals<{ startDocker: boolean }>();
      const env = await shellEnvironment({ ...options, mayStartDocker }, edges);
      const result = await execa(file, args, { env, stdio: "inherit", reject: false });
      if (result.code === "ENOENT") throw notFound(file);
      finish(result.exitCode ?? exitCodes.error);
    });
}

function notFound(file: string): DrillError {
  return new DrillError({
    code: "exec.missing",
    kind: "usage",
    message: `there is no command ${file}`,
    remedy: "give one that is on PATH, or pulumi, kubectl, kind or k6",
  });
}

/** A value as one word of a POSIX shell. */
const quote = (value: string) => `'${value.replaceAll("'", `'\\''`)}'`;
