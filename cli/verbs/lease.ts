import { createInterface } from "node:readline/promises";
import type { Command } from "commander";
import { DrillError } from "../../common/errors.ts";
import { parseDuration } from "../../common/duration.ts";
import { grantLease } from "../../engine/environment/grant-lease.ts";
import { say } from "../output.ts";

/** The verb that lets the range use a cluster which it did not make. */
export function registerLeaseVerb(program: Command): void {
  const lease = program.command("lease").description("permission to drill a cluster that is not a throwaway of ours");
  lease
    .command("grant")
    .description("mark an existing cluster as one that may be drilled, for a time")
    .requiredOption("--context <name>", "kube context of the cluster")
    .requiredOption("--ttl <duration>", "how long the permission lasts, e.g. 2h")
    .option("--kubeconfig <file>", "kubeconfig that has the context", `${process.env["HOME"]}/.kube/config`)
    .option("--owner <name>", "who grants it", process.env["USER"] ?? "unknown")
    .action(async (options: { context: string; ttl: string; kubeconfig: string; owner: string }) => {
      await typeName(options.context);
      const granted = await grantLease({ ...options, ttlMs: parseDuration(options.ttl), now: new Date() });
      say(`context ${options.context} may be drilled until ${granted.expires}`);
    });
}

async function typeName(context: string): Promise<void> {
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await prompt.question(`Drills break things. Type the context's name to allow them: `);
  prompt.close();
  if (answer.trim() === context) return;
  throw new DrillError({
    code: "lease.name",
    kind: "usage",
    message: `"${answer.trim()}" is not the name of the context`,
    remedy: `type ${context} exactly`,
  });
}
