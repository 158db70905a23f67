import Fastify, { type FastifyInstance, type FastifyServerOptions, LogController } from "fastify";

const bodyLimitBytes = 10 * 1024 * 1024;

/** A server that logs nothing per request and, when told to close, ends idle connections at once. */
export function bareServer(options: FastifyServerOptions): FastifyInstance {
  return Fastify({
    bodyLimit: bodyLimitBytes,
    logController: new LogController({ disableRequestLogging: true }),
    forceCloseConnections: "idle",
    return503OnClosing: false,
    ...options,
  }) as unknown as FastifyInstance;
}
