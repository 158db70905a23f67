import { type RefusalBody, type RefusalReason, refusalStatus } from "../../contract/refusals.ts";

type Facts = Omit<RefusalBody["detail"], "error" | "message" | "retry_after">;

/** A request that is turned away for now; becomes a 429 or 503 with the header Retry-After. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly reason: RefusalReason;
  readonly retryAfterSeconds: number;
  readonly facts: Facts;

  /** @param fields.retryAfterSeconds rounded up to whole seconds, one at least */
  constructor(fields: {
    reason: RefusalReason;
    message: string;
    retryAfterSeconds: number;
    facts?: Facts;
    cause?: unknown;
  }) {
    super(fields.message, fields.cause === undefined ? undefined : { cause: fields.cause });
    this.reason = fields.reason;
    this.retryAfterSeconds = Math.max(1, Math.ceil(fields.retryAfterSeconds));
    this.facts = fields.facts ?? {};
  }

  get status(): number {
    return refusalStatus[this.reason];
  }

  get body(): RefusalBody {
    const { reason, message, retryAfterSeconds, facts } = this;
    return { detail: { error: reason, message, ...facts, retry_after: retryAfterSeconds } };
  }
}
