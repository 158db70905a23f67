import { homedir } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { DrillError } from "../../common/errors.ts";
import { parseDuration } from "../../common/duration.ts";
import { grantLease } from "../../engine/environment/grant-lease.ts";
import type { Edges } from "../edges.ts";

/** The verb that lets the range use a cluster which it did not make. */
export function registerLeaseVerb(program: Command, edges: Edges): void {
  const lease = program.command("lease").description("permission to drill a cluster that is not a throwaway of ours");
  lease
    .command("grant")
    .description("mark an existing cluster as one that may be drilled, for a time")
    .requiredOption("--context <name>", "kube context of the cluster")
    .requiredOption("--ttl <duration>", "how long the permission lasts, e.g. 2h")
    .option("--kubeconfig <file>", "kubeconfig that has the context", join(homedir(), ".kube", "config"))
    .option("--owner <name>", "who grants it", process.env["USER"] ?? "unknown")
    .action(async (options: { context: string; ttl: string; kubeconfig: string; owner: string }) => {
      const ttlMs = parseDuration(options.ttl);
      await requireTyped(options.context, edges);
      const granted = await grantLease({ ...options, ttlMs, now: new Date() });
      edges.say(`context ${options.context} may be drilled until ${granted.expires}`);
    });
}

async function requireTyped(context: string, edges: Edges): Promise<void> {
  const answer = await edges.ask("Drills break things. Type the context's name to allow them: ");
  if (answer === context) return;
  throw new DrillError({
    code: "lease.name",
    kind: "usage",
    message: `"${answer}" is not the name of the context`,
    remedy: `type ${context} exactly`,
  });
}
