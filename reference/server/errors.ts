import type { FastifyInstance } from "fastify";
import type * as z from "zod";
import { messageOf } from "../../common/errors.ts";
import { headers } from "../../contract/headers.ts";
import type { ValidationError } from "../../contract/refusals.ts";
import { apiVersion } from "../../contract/services.ts";
import { Refusal } from "../resilience/refusal.ts";

/** A request that is not what it should be; becomes a 422 in FastAPI's shape. */
export class InvalidRequest extends Error {
  override readonly name = "InvalidRequest";
  readonly errors: ValidationError[];

  constructor(errors: ValidationError[]) {
    super("the request is not valid");
    this.errors = errors;
  }
}

/** Something that is not there; becomes a 404. */
export class NotFound extends Error {
  override readonly name = "NotFound";
}

/** Says what is wrong in FastAPI's shape. */
export function validationErrors(error: z.ZodError, root: "body" | "input"): ValidationError[] {
  return error.issues.map((issue) => ({
    loc: [root, ...issue.path.filter((step) => typeof step !== "symbol")],
    msg: issue.message,
    type: issue.code ?? "invalid",
  }));
}

/** Answers every failure with JSON: refusals with their hints, bad bodies as 422, anything else as a logged 500. */
export function registerErrors(app: FastifyInstance): void {
  app.setNotFoundHandler((request, answer) => {
    if (!/^\/v\d+\//.test(request.url) || request.url.startsWith(`/${apiVersion}/`)) {
      return answer.code(404).send({ detail: "Not Found" });
    }
    const detail = { error: "this version of the API is not supported", supported_versions: [apiVersion] };
    return answer.code(400).send({ detail });
  });
  app.setErrorHandler((thrown: Error & { code?: string }, request, answer) => {
    if (thrown instanceof Refusal) {
      const cause = thrown.cause === undefined ? {} : { cause: messageOf(thrown.cause) };
      request.log.warn({ url: request.url, reason: thrown.reason, ...cause }, thrown.message);
      return answer.code(thrown.status).header(headers.retryAfter, String(thrown.retryAfterSeconds)).send(thrown.body);
    }
    if (thrown instanceof InvalidRequest) return answer.code(422).send({ detail: thrown.errors });
    if (thrown instanceof NotFound) return answer.code(404).send({ detail: thrown.message });
    if (thrown.code === "FST_ERR_CTP_BODY_TOO_LARGE") return answer.code(413).send({ detail: thrown.message });
    // The body is no JSON, or does not say that it is.
    if (thrown.code?.startsWith("FST_ERR_CTP_") === true) {
      return answer.code(422).send({ detail: [{ loc: ["body"], msg: thrown.message, type: "json_invalid" }] });
    }
    request.log.error({ url: request.url, err: thrown }, "unexpected failure");
    return answer.code(500).send({ detail: "Internal Server Error" });
  });
}
