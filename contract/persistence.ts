/** Where plans are kept in Postgres: one row per message id. */
export const plans = {
  table: "plans",
  /** primary key: the message's id */
  id: "id",
  origin: "origin",
  goal: "goal",
  /** the reply as it was given, so that a repeated message is answered the same */
  reply: "reply",
  createdAt: "created_at",
} as const;

/** Makes the table of plans where it is missing. The type json keeps the reply's text as it was given. */
export const createPlans = `create table if not exists ${plans.table} (
    ${plans.id} text primary key,
    ${plans.origin} text not null,
    ${plans.goal} text not null,
    ${plans.reply} json not null,
    ${plans.createdAt} timestamptz not null default now()
  )`;

/** Fields of every document in MongoDB; `_id` is the message's id, `reply` is JSON text. */
export const documentFields = { id: "_id", origin: "origin", reply: "reply", createdAt: "created_at" } as const;

/** Where osteon keeps drafts in MongoDB. */
export const drafts = { collection: "drafts", ...documentFields } as const;

/** Where myocyte keeps ingested tables in MongoDB. */
export const tables = { collection: "tables", ...documentFields } as const;

/** Where chaperone keeps imported artifacts in MongoDB. */
export const artifacts = { collection: "artifacts", ...documentFields } as const;

/** Sessions in Redis: a hash per message id, `session:<id>`. */
export const sessions = {
  prefix: "session:",
  /** field: agent and endpoint that mesh routed the message to */
  route: "route",
  /** field: the reply to osteon's outline */
  outline: "outline",
} as const;

/** Counters of the rate limiter in Redis: `ratelimit:<identity>:<window number>`. */
export const rateLimits = { prefix: "ratelimit:" } as const;

/** What mesh last saw of each agent, in Redis: `health:<agent>:status` = "1" or "0". */
export const agentHealth = { prefix: "health:", suffix: ":status" } as const;

/** Plans that nucleus can still read while Postgres is away, in Redis: `cache:plan:<id>`. */
export const planCache = { prefix: "cache:plan:" } as const;
