import { DrillError, messageOf } from "../../../common/errors.ts";
import { redactor } from "../../../common/redact.ts";

/** What was thrown as a DrillError `backup.postgres`; one that is a DrillError already stays as it is. */
export function failureOf(what: string, thrown: unknown, secrets: readonly string[] = []): DrillError {
  if (thrown instanceof DrillError) return thrown;
  const hide = redactor(secrets);
  return new DrillError({
    code: "backup.postgres",
    kind: "environment",
    message: hide(`${what}: ${messageOf(thrown)}`),
    remedy: "see whether the database answers and its client tools are of its version, then run the same again",
    cause: thrown,
  });
}

/** An archive whose bytes are sound and make no sense. */
export function unreadable(what: string): DrillError {
  return new DrillError({
    code: "backup.archive-unreadable",
    kind: "environment",
    message: `the archive of Postgres cannot be read: ${what}`,
    remedy: "take another backup; this one cannot be restored",
  });
}
