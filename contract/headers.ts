/** Names of the HTTP headers that carry meaning between clients, mesh and agents, in lower case. */
export const headers = {
  /** tells clients apart for rate limiting; a client without it is told apart by its address */
  apiKey: "x-api-key",
  /** names the user who asks, where one does */
  authorization: "authorization",
  apiVersion: "x-api-version",
  latestApiVersion: "x-api-latest-version",
  retryAfter: "retry-after",
  /** set on answers of deprecated paths */
  warning: "warning",
} as const;
