import type { FastifyInstance } from "fastify";
import type { Drain } from "./drain.ts";

/** One role of the program, ready to listen. */
export interface Service {
  app: FastifyInstance;
  /** Starts what runs beside requests: connections, loops. */
  start: () => void;
  drain: Drain;
  /** Ends what `start` started; the server is closed by then. */
  stop: () => Promise<void>;
}
