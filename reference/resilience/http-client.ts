import { Agent, type IncomingHttpHeaders, request } from "node:http";
import type { Duplex } from "node:stream";
import { text } from "node:stream/consumers";

export interface HttpResult {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface HttpCall {
  method: "GET" | "POST";
  url: string;
  /** JSON */
  body?: string;
  headers?: Record<string, string>;
  /** bound on the whole exchange, milliseconds */
  timeoutMs: number;
  /** ends it earlier where it is aborted */
  deadline?: AbortSignal;
}

/** No answer, or an answer that says that the server itself is at fault. */
export class Unavailable extends Error {
  override readonly name = "Unavailable";
  /** the status that came, or "error" where none came */
  readonly status: number | "error";
  readonly timedOut: boolean;

  constructor(message: string, fields: { status?: number; timedOut?: boolean; cause?: unknown } = {}) {
    super(message, { cause: fields.cause });
    this.status = fields.status ?? "error";
    this.timedOut = fields.timedOut ?? false;
  }
}

/** What speaks HTTP to other services. */
export interface HttpCaller {
  /** @throws Unavailable where no whole answer came in time; any status is an answer */
  call(call: HttpCall): Promise<HttpResult>;
  close(): void;
}

const oldestConnectionMs = 15_000;

/** Kept connections end after a while, so that replicas which came later get their share of the traffic. */
class ShortLivedConnections extends Agent {
  readonly #oldestMs: number;
  readonly #firstKept = new WeakMap<Duplex, number>();
  readonly #lastKept = new WeakMap<Duplex, number>();

  readonly #onEnded: () => void;

  constructor(oldestMs: number, onEnded: () => void) {
    super({ keepAlive: true, maxFreeSockets: 16 });
    this.#oldestMs = oldestMs;
    this.#onEnded = onEnded;
  }

  override keepSocketAlive(socket: Duplex): boolean {
    const now = performance.now();
    if (!this.#firstKept.has(socket)) socket.once("close", this.#onEnded);
    const since = this.#firstKept.get(socket) ?? now;
    this.#firstKept.set(socket, since);
    this.#lastKept.set(socket, now);
    if (now - since >= this.#oldestMs) return false;
    // Its type hides that it answers; what it declines must not be kept.
    return (super.keepSocketAlive(socket) as unknown) !== false;
  }

  /** Ends the idle connections to a server over which nothing came since the time. */
  endIdle({ hostname, port }: URL, since: number): void {
    const server = this.getName({ host: hostname, port: Number(port || 80) });
    const idle = Object.entries(this.freeSockets).flatMap(([name, sockets]) =>
      name === server ? (sockets ?? []) : [],
    );
    for (const socket of idle) if ((this.#lastKept.get(socket) ?? 0) < since) socket.destroy();
  }
}

/** HTTP to other services over kept connections. */
export class HttpClient implements HttpCaller {
  readonly #agent: ShortLivedConnections;

  /**
   * @param oldestMs how long a connection is used, milliseconds
   * @param onEnded called whenever one ends that was used before, whoever ended it
   */
  constructor(oldestMs: number = oldestConnectionMs, onEnded: () => void = () => undefined) {
    this.#agent = new ShortLivedConnections(oldestMs, onEnded);
  }

  async call({ method, url, body, headers, timeoutMs, deadline }: HttpCall): Promise<HttpResult> {
    const began = performance.now();
    const timeout = AbortSignal.timeout(timeoutMs);
    const signal = deadline === undefined ? timeout : AbortSignal.any([timeout, deadline]);
    try {
      return await new Promise<HttpResult>((resolve, reject) => {
        const outgoing = request(url, {
          method,
          agent: this.#agent,
          signal,
          headers: {
            ...(body === undefined
              ? {}
              : { "content-type": "application/json", "content-length": Buffer.byteLength(body) }),
            ...headers,
          },
        });
        outgoing.once("error", reject);
        outgoing.once("response", (response) => {
          text(response).then(
            (content) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: content }),
            reject,
          );
        });
        outgoing.end(body);
      });
    } catch (thrown) {
      const timedOut = signal.aborted;
      // Its connection is gone with it; those which lay idle meanwhile may lead to the same silent replica.
      if (timedOut) this.#agent.endIdle(new URL(url), began);
      const tookMs = Math.round(performance.now() - began);
      const why = timedOut ? `no answer within ${tookMs} ms` : String((thrown as Error).message);
      throw new Unavailable(`${method} ${url}: ${why}`, { timedOut, cause: thrown });
    }
  }

  close(): void {
    this.#agent.destroy();
  }
}
