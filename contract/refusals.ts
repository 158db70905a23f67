import * as z from "zod";

/** Why a request was turned away, and the status that says so. */
export const refusalStatus = {
  /** this identity has used up its share: the client should slow down */
  rate_limit_exceeded: 429,
  /** the service is saturated, whoever asks: the client should wait, the operator may add capacity */
  bulkhead_full: 429,
  /** a dependency failed so often that it is left alone for a while */
  circuit_open: 503,
  /** a dependency failed on every attempt */
  retries_exhausted: 503,
} as const;

export type RefusalReason = keyof typeof refusalStatus;

/** Body of a 429 or 503. The header Retry-After says the same seconds as `retry_after`. */
export const refusalBody = z.object({
  detail: z.object({
    error: z.enum(Object.keys(refusalStatus) as [RefusalReason, ...RefusalReason[]]),
    message: z.string(),
    /** seconds after which another try may succeed */
    retry_after: z.int().positive(),
    /** the agent that mesh could not reach */
    agent: z.string().optional(),
    /** the store or model that an agent could not reach */
    dependency: z.string().optional(),
    /** attempts that were made, where they were exhausted */
    max_attempts: z.int().optional(),
    /** requests in flight that are allowed, where the service is saturated */
    max_concurrent: z.int().optional(),
    /** requests per window that are allowed, where the client is throttled */
    limit: z.int().optional(),
    /** the window, seconds */
    window: z.number().optional(),
  }),
});

export type RefusalBody = z.infer<typeof refusalBody>;

/** One thing that is wrong with a request, in the shape that FastAPI gives it. */
export const validationError = z
  .object({
    loc: z.array(z.union([z.string(), z.int()])).meta({ title: "Location" }),
    msg: z.string().meta({ title: "Message" }),
    type: z.string().meta({ title: "Error Type" }),
  })
  .meta({ id: "ValidationError" });

/** Body of a 422: the envelope is not one. */
export const httpValidationError = z
  .object({ detail: z.array(validationError).optional() })
  .meta({ id: "HTTPValidationError" });

export type ValidationError = z.infer<typeof validationError>;
