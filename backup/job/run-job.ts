import { DrillError, messageOf } from "../../common/errors.ts";
import { redactor } from "../../common/redact.ts";
import type { JobLine } from "./lines.ts";
import { type JobContext, type JobPlaces, realPlaces } from "./places.ts";
import { jobResults, type JobVerb } from "./results.ts";
import { readSecrets } from "./settings.ts";
import { verbs } from "./verbs.ts";

export interface Job {
  /** "backup", "restore", "compare", "contents" or "finish" */
  verb: string | undefined;
  /** settings and secrets; see settings.ts */
  env: Readonly<Record<string, string | undefined>>;
  say: (line: JobLine) => void;
  signal: AbortSignal;
  places?: JobPlaces;
}

/** Does what the verb says, and says how it ended. @returns the exit code: 0 = it is done */
export async function runJob({ verb, env, say, signal, places = realPlaces }: Job): Promise<0 | 1> {
  try {
    if (!isVerb(verb)) throw unknownVerb(verb);
    const context: JobContext = { env, secrets: readSecrets(env), say, signal, places };
    say({ type: "done", result: await verbs[verb](context) });
    return 0;
  } catch (thrown) {
    say(failure(signal.aborted ? signal.reason : thrown, redactor(secretsIn(env))));
    return 1;
  }
}

const isVerb = (text: string | undefined): text is JobVerb => text !== undefined && Object.hasOwn(jobResults, text);

function failure(thrown: unknown, hide: (text: string) => string): JobLine {
  const known = thrown instanceof DrillError ? thrown : undefined;
  return {
    type: "failed",
    code: known?.code ?? "job.failed",
    message: hide(messageOf(thrown)),
    remedy: hide(known?.remedy ?? "run it again: what is complete is kept; report it if it happens again"),
  };
}

/** Whatever a variable of the environment holds that may be a secret. */
function secretsIn(env: Job["env"]): string[] {
  const values = Object.entries(env).filter(([name]) => /PASSWORD|SECRET|TOKEN|_KEY$|IDENTITY/.test(name));
  const own = parsedValues(env["DRILL_BACKUP_SECRETS"]);
  return [...values.map(([, value]) => value ?? ""), ...own];
}

function parsedValues(text = "{}"): string[] {
  try {
    return Object.values(JSON.parse(text) as object).filter((value) => typeof value === "string");
  } catch {
    return [];
  }
}

function unknownVerb(verb: string | undefined): DrillError {
  return new DrillError({
    code: "job.verb",
    kind: "usage",
    message: verb === undefined ? "it was not said what to do" : `"${verb}" is nothing that a job does`,
    remedy: `give one of ${Object.keys(jobResults).join(", ")}`,
  });
}
