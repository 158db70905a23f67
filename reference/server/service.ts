import type { FastifyInstance } from "fastify";

/** One role of the program, ready to listen. */
export interface Service {
  app: FastifyInstance;
  /** Starts what runs beside requests: connections, loops. */
  start: () => void;
  /** Makes /ready say that the end is near. */
  drain: () => void;
  /** Ends what `start` started; the server is closed by then. */
  stop: () => Promise<void>;
}
