/** What the API server answered instead of an object. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  /** HTTP status code */
  readonly status: number;
  /** the API's word for it, e.g. AlreadyExists */
  readonly reason: string;

  constructor(status: number, reason: string, message: string) {
    super(message);
    this.status = status;
    this.reason = reason;
  }
}

/** No answer from the API server. */
export class Unreachable extends Error {
  override readonly name = "Unreachable";

  constructor(server: string, cause: Error) {
    super(`the Kubernetes API server at ${server} cannot be reached: ${cause.message || String(cause)}`, { cause });
  }
}

/** Whether an answer says that the object, or its kind, does not exist. */
export function isNotFound(thrown: unknown): boolean {
  return thrown instanceof ApiError && thrown.status === 404;
}

/** Whether asking again later may be answered better: the server is away, busy or in trouble. */
export function isPassing(thrown: unknown): boolean {
  return (
    thrown instanceof Unreachable || (thrown instanceof ApiError && (thrown.status >= 500 || thrown.status === 429))
  );
}
