import { type Command, Option } from "commander";
import { takeVerb } from "../backup/take.ts";
import { verifyVerb } from "../backup/verify.ts";
import { restoreVerb } from "../backup/restore.ts";
import type { Edges } from "../edges.ts";

/** Without a default, so that what is required is asked for. */
const collect = (value: string, all: string[] = []) => [...all, value];

const storage = `
The bucket is reached by what the environment says: AWS_REGION, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and
DRILL_S3_ENDPOINT for a server of your own. Secrets come by variables alone, or by files that variables name:`;
const identityHelp = `
  DRILL_AGE_IDENTITY, DRILL_AGE_IDENTITY_FILE   what opens the backup`;
const signingHelp = `
  DRILL_SIGNING_KEY, DRILL_SIGNING_KEY_FILE     what signs it: openssl genpkey -algorithm ed25519`;

/** The verbs by which backups are taken, checked and brought back. */
export function registerBackupVerbs(program: Command, edges: Edges, finish: (code: number) => void): void {
  program
    .command("backup")
    .description("take a backup of an environment that is up, by a job in its cluster")
    .requiredOption("--output <s3-url>", "where the backup goes, e.g. s3://bucket/2026-01-31T12-00/")
    .requiredOption("--recipient <age-key>", "who can open it; may be given several times", collect)
    .option("--all", "every store, with blobs where --blobs names them (there is no other way)", true)
    .option("--blobs <s3-url>", "where BIOwerk's services keep their blobs")
    .option("--attach <environment>", "which environment; the only one there is where left out")
    .addHelpText("after", storage + signingHelp)
    .action(async (options: Parameters<typeof takeVerb>[0]) => finish(await takeVerb(options, edges)));

  program
    .command("verify")
    .description("check a backup with nothing at hand but the bucket; no cluster is needed")
    .requiredOption("--snapshot <s3-url>", "the backup")
    .requiredOption("--trusted-key <key>", "public key of whoever signed it; may be given several times", collect)
    .addOption(
      new Option("--mode <mode>", "quick: every stored byte; full: also every row, document, key and blob in it")
        .choices(["quick", "full"])
        .default("quick"),
    )
    .addHelpText("after", storage + identityHelp)
    .action(async (options: Parameters<typeof verifyVerb>[0]) => finish(await verifyVerb(options, edges)));

  program
    .command("restore <s3-url>")
    .description("bring up an environment from a backup alone, show that it is the same, and leave it up")
    .requiredOption("--trusted-key <key>", "public key of whoever signed it; may be given several times", collect)
    .option("--into-non-empty", "remove what the stores hold already, instead of refusing", false)
    .option("--secrets <source>", "age:/file, vault:https://host/mount/path or aws:name; the backup where left out")
    .addOption(
      new Option("--keep <when>", "when the environment stays up")
        .choices(["never", "on-success", "always"])
        .default("on-success"),
    )
    .option("-c, --config <key=value>", "set a config key of the stack", collect, [])
    .option("--runs <folder>", "where runs are kept", process.env["DRILL_RUNS_DIR"] ?? "runs")
    .addHelpText("after", storage + identityHelp)
    .action(async (url: string, options: Parameters<typeof restoreVerb>[1], command: Command) => {
      const { startDocker } = command.optsWithGlobals<{ startDocker: boolean }>();
      finish(await restoreVerb(url, options, startDocker, edges));
    });
}
