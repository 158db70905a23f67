/** Metrics of the exporters that our alerts stand on, by the names that the pinned exporters give them. */
export const exportedMetrics = {
  /** gauge: 1 while the exporter can log in */
  postgresUp: "pg_up",
  /** gauge: 1 while Redis answers the exporter */
  redisUp: "redis_up",
  /** gauge {db}: keys that are there */
  redisKeys: "redis_db_keys",
  /** counter: reads of keys that were there */
  redisHits: "redis_keyspace_hits_total",
  /** counter: reads of keys that were not */
  redisMisses: "redis_keyspace_misses_total",
  /** gauge: 1 while the document store answers a ping */
  mongoUp: "mongodb_up",
} as const;

/** What Prometheus itself, and the client libraries of Prometheus, tell of every process. */
export const commonMetrics = {
  /** gauge: 1 while the target is scraped */
  up: "up",
  /** gauge, seconds since 1970: changes with every start */
  processStart: "process_start_time_seconds",
} as const;
