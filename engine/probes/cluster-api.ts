import type { IncomingMessage } from "node:http";
import { Agent, request, type RequestOptions } from "node:https";
import { type AddressInfo, createServer, type Socket } from "node:net";
import type { Readable } from "node:stream";
import { AppsV1Api, type Cluster, CoreV1Api, KubeConfig, PortForward } from "@kubernetes/client-node";
import { KeptConnections } from "./kept-connections.ts";

export interface HttpAnswer {
  status: number;
  body: string;
}

export interface ApiCall {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  path: string;
  body?: string;
  contentType?: string;
  timeoutMs?: number;
}

/** The API server's refusal, in its own words. */
export class ApiRefusal extends Error {
  override readonly name = "ApiRefusal";
  readonly status: number;

  constructor({ method, path }: Pick<ApiCall, "method" | "path">, status: number, body: string) {
    super(`${method} ${path} answered ${status}: ${body.slice(0, 300)}`);
    this.status = status;
  }
}

/** A cluster as probes see it: typed clients, services by way of the API server, and ports of pods on loopback. */
export class ClusterApi {
  readonly core: CoreV1Api;
  readonly apps: AppsV1Api;
  readonly #config: KubeConfig;
  readonly #kept: KeptConnections;
  /** Idle ones go before the API server closes them, which a call that was just sent would not survive. */
  readonly #agent = new Agent({ keepAlive: true, timeout: 30_000 });
  readonly #timeoutMs: number;
  /** each closes a port that a body works with */
  readonly #ports = new Set<() => void>();

  /**
   * @param kubeconfig the content of a kubeconfig, or a configuration that is loaded; the caller's own is never read
   * @param timeoutMs how long a request may take that does not say so itself, milliseconds
   */
  constructor(kubeconfig: string | KubeConfig, timeoutMs = 15_000) {
    this.#timeoutMs = timeoutMs;
    this.#config = typeof kubeconfig === "string" ? loaded(kubeconfig) : kubeconfig;
    this.#kept = new KeptConnections(this.#config);
    const clients = this.#kept.configuration(clusterOf(this.#config).server);
    this.core = new CoreV1Api(clients);
    this.apps = new AppsV1Api(clients);
  }

  /** GET of a path at a service, answered by one of its pods. */
  async serviceGet(service: { namespace: string; name: string; port: number }, path: string): Promise<HttpAnswer> {
    const name = `http:${service.name}:${service.port}`;
    return this.get(`/api/v1/namespaces/${service.namespace}/services/${name}/proxy${path}`);
  }

  /** GET of a path at the API server itself. */
  async get(path: string, timeoutMs = this.#timeoutMs): Promise<HttpAnswer> {
    return this.send({ method: "GET", path, timeoutMs });
  }

  /** Any request to the API server, or through it; every status is an answer. */
  async send({
    method,
    path,
    body,
    contentType = "application/json",
    timeoutMs = this.#timeoutMs,
  }: ApiCall): Promise<HttpAnswer> {
    const headers =
      body === undefined ? {} : { "content-type": contentType, "content-length": Buffer.byteLength(body) };
    const response = await this.#request(path, { method, headers, agent: this.#agent, timeout: timeoutMs }, body);
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    return { status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString("utf8") };
  }

  /** Sends an object and returns the one that came of it. @throws Error with the API's own words where it refused */
  async write(call: ApiCall): Promise<unknown> {
    const { status, body } = await this.send(call);
    if (status < 200 || status > 299) throw new ApiRefusal(call, status, body);
    return JSON.parse(body);
  }

  /** Deletes what the path names; that there is nothing is as good. */
  async remove(path: string): Promise<void> {
    const { status, body } = await this.send({ method: "DELETE", path });
    if (status !== 404 && (status < 200 || status > 299))
      throw new ApiRefusal({ method: "DELETE", path }, status, body);
  }

  /** Opens an answer that goes on for as long as there is something to say, such as a log that is followed. */
  async stream(path: string): Promise<Readable> {
    const response = await this.#request(path, {});
    if (response.statusCode === 200) return response;
    response.destroy();
    throw new Error(`${path} answered ${response.statusCode}`);
  }

  async #request(path: string, options: RequestOptions, body?: string): Promise<IncomingMessage> {
    const cluster = clusterOf(this.#config);
    const { agent } = options;
    await this.#config.applyToHTTPSOptions(options);
    // The library puts one in its place that keeps no connection; where a proxy leads to the cluster, that is needed.
    if (agent !== undefined && cluster.proxyUrl === undefined) options.agent = agent;
    return new Promise((resolve, reject) => {
      const call = request(new URL(path, cluster.server), options, resolve);
      call.on("timeout", () => call.destroy(new Error(`no answer within ${(options.timeout ?? 0) / 1000} s`)));
      call.on("error", reject);
      call.end(body);
    });
  }

  /** Runs the body with a port on loopback that leads to a ready pod of the service, for the drivers of datastores. */
  async withPort<T>(
    namespace: string,
    service: string,
    port: number,
    body: (localPort: number) => Promise<T>,
  ): Promise<T> {
    const forwarder = new PortForward(this.#config);
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on("error", () => socket.destroy());
      const forwarding = forwarder.portForwardService(namespace, service, [port], socket, null, socket);
      forwarding.catch((thrown: unknown) => {
        socket.destroy(thrown instanceof Error ? thrown : new Error(String(thrown)));
      });
      // Whichever end it was that closed, the connection to the API server would keep the process alive.
      socket.once("close", () => {
        sockets.delete(socket);
        void forwarding.then(terminate, () => undefined);
      });
    });
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(0, "127.0.0.1", resolve);
    });
    const shut = () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    };
    this.#ports.add(shut);
    try {
      return await body((server.address() as AddressInfo).port);
    } finally {
      this.#ports.delete(shut);
      shut();
    }
  }

  /** Ends all connections, also those of bodies that are still under way. */
  close(): void {
    this.#kept.close();
    this.#agent.destroy();
    for (const shut of this.#ports) shut();
  }
}

/** Ends a connection at once; it is one wherever no retries are asked for. */
function terminate(connection: Awaited<ReturnType<PortForward["portForward"]>>): void {
  if (typeof connection !== "function") connection.terminate();
}

function clusterOf(config: KubeConfig): Cluster {
  const cluster = config.getCurrentCluster();
  if (cluster === null) throw new Error("the kubeconfig has no current cluster");
  return cluster;
}

function loaded(kubeconfig: string): KubeConfig {
  const config = new KubeConfig();
  config.loadFromString(kubeconfig);
  return config;
}
