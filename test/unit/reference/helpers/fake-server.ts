import { type AddressInfo, createServer, type Server, type Socket } from "node:net";

/** A datastore's server in this process; it refuses connections while it is stopped, and keeps its port. */
export abstract class FakeServer {
  /** takes commands and never answers */
  silent = false;
  /** names of the commands that came, in order */
  readonly commands: string[] = [];
  port = 0;
  /** how many there have been */
  connections = 0;
  readonly #sockets = new Set<Socket>();
  readonly #server: Server = createServer((socket) => {
    this.connections += 1;
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    this.serve(socket);
  });

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(this.port, "127.0.0.1", resolve));
    this.port = (this.#server.address() as AddressInfo).port;
  }

  /** From now on connections are refused. */
  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  /** Speaks the protocol on a new connection. */
  protected abstract serve(socket: Socket): void;
}
