import { agentOutage } from "./agent-outage.ts";
import { cacheFlush } from "./cache-flush.ts";
import { exhaustion } from "./exhaustion.ts";
import type { Experiment } from "./experiment.ts";
import { failover } from "./failover.ts";
import { mongoOutage } from "./mongo-outage.ts";
import { partition } from "./partition.ts";
import { postgresOutage } from "./postgres-outage.ts";
import { pressure } from "./pressure.ts";
import { redisDown } from "./redis-down.ts";
import { safeguards } from "./safeguards.ts";
import { slowDownstream } from "./slow-downstream.ts";

/** Every chaos experiment there is, in the order of the whole: those that replace pods come last. */
export const experiments: readonly Experiment[] = [
  safeguards,
  agentOutage,
  slowDownstream,
  redisDown,
  cacheFlush,
  postgresOutage,
  mongoOutage,
  partition,
  failover,
  pressure,
  exhaustion,
];
