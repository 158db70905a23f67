/** What a failure means for the exit code: the caller's input (2) or the environment and its tools (3). */
export type ErrorKind = "usage" | "environment";

/** A failure a user can act on: a stable code, one line of message, the next thing to type. Shown without a stack. */
export class DrillError extends Error {
  override readonly name = "DrillError";
  readonly code: string;
  readonly kind: ErrorKind;
  readonly remedy: string;

  /** @param fields.code dotted and stable, e.g. "config.invalid"; scripts may match on it */
  constructor(fields: { code: string; kind: ErrorKind; message: string; remedy: string; cause?: unknown }) {
    super(fields.message, fields.cause === undefined ? undefined : { cause: fields.cause });
    this.code = fields.code;
    this.kind = fields.kind;
    this.remedy = fields.remedy;
  }
}

/** The one line that names what went wrong, whatever was thrown. */
export function messageOf(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message.split("\n", 1)[0] ?? thrown.message;
  return String(thrown);
}
