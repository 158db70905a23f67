import type { FastifyInstance } from "fastify";

/** Whether a server is about to end. */
export class Drain {
  #draining = false;

  get isDraining(): boolean {
    return this.#draining;
  }

  start(): void {
    this.#draining = true;
  }
}

/** Once the drain has started, every answer asks its client to connect anew, which leads it to another replica. */
export function registerDrain(app: FastifyInstance): Drain {
  const drain = new Drain();
  app.addHook("onSend", (_request, answer, payload, done) => {
    if (drain.isDraining) answer.header("connection", "close");
    done(null, payload);
  });
  return drain;
}
