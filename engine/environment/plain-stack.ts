import { execa } from "execa";
import { DrillError, messageOf } from "../../common/errors.ts";
import { type EnvironmentOutputs, environmentOutputs } from "../../stacks/outputs.ts";
import { projectRoot } from "./home.ts";

/**
 * Outputs of a stack that somebody brought up with plain `pulumi up` in this checkout.
 * @param env where the CLI finds its backend and passphrase, as `drill env` prints it
 * @throws DrillError environment.unknown where there is no such stack, or it is not up
 */
export async function plainStackOutputs(stack: string, env: Record<string, string>): Promise<EnvironmentOutputs> {
  const args = ["stack", "output", "--json", "--show-secrets", "--stack", stack, "--non-interactive"];
  try {
    const { stdout } = await execa("pulumi", args, { cwd: projectRoot, env, timeout: 60_000 });
    return environmentOutputs.parse(JSON.parse(stdout));
  } catch (thrown) {
    throw new DrillError({
      code: "environment.unknown",
      kind: "usage",
      message: `there is neither an environment nor a stack that is up called ${stack}: ${messageOf(thrown)}`,
      remedy: `see what is up with: drill list; bring a stack up with: pulumi up --stack ${stack}`,
      cause: thrown,
    });
  }
}
