import * as grpc from "@grpc/grpc-js";

/** State of a whole stack may travel in one message. */
const noLimit = { "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 };

/**
 * Serves a plugin until the process that started it goes away: prints the port as the only line on stdout, and ends
 * when stdin closes (the engine is gone, however it went) or on SIGINT or SIGTERM (the engine is done).
 * @param atExit last words, run synchronously
 */
export async function servePlugin(
  service: grpc.ServiceDefinition,
  implementation: grpc.UntypedServiceImplementation,
  atExit: () => void = () => {},
): Promise<void> {
  const server = new grpc.Server(noLimit);
  server.addService(service, implementation);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  const exit = () => {
    atExit();
    process.exit(0);
  };
  process.stdin.on("end", exit).on("error", exit).resume();
  process.on("SIGINT", exit).on("SIGTERM", exit);
  process.stdout.write(`${port}\n`);
}
