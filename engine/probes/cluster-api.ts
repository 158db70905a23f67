import type { IncomingMessage } from "node:http";
import { Agent, request, type RequestOptions } from "node:https";
import { type AddressInfo, createServer } from "node:net";
import type { Readable } from "node:stream";
import { AppsV1Api, CoreV1Api, KubeConfig, PortForward } from "@kubernetes/client-node";

export interface HttpAnswer {
  status: number;
  body: string;
}

/** A cluster as probes see it: typed clients, services by way of the API server, and ports of pods on loopback. */
export class ClusterApi {
  readonly core: CoreV1Api;
  readonly apps: AppsV1Api;
  readonly #config = new KubeConfig();
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 16 });

  /** @param kubeconfig the content of a kubeconfig; the caller's own is never read */
  constructor(kubeconfig: string) {
    this.#config.loadFromString(kubeconfig);
    this.core = this.#config.makeApiClient(CoreV1Api);
    this.apps = this.#config.makeApiClient(AppsV1Api);
  }

  /** GET of a path at a service, answered by one of its pods. */
  async serviceGet(service: { namespace: string; name: string; port: number }, path: string): Promise<HttpAnswer> {
    const name = `http:${service.name}:${service.port}`;
    return this.get(`/api/v1/namespaces/${service.namespace}/services/${name}/proxy${path}`);
  }

  /** GET of a path at the API server itself. */
  async get(path: string, timeoutMs = 15_000): Promise<HttpAnswer> {
    const response = await this.#request(path, { agent: this.#agent, timeout: timeoutMs });
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    return { status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString("utf8") };
  }

  /** Opens an answer that goes on for as long as there is something to say, such as a log that is followed. */
  async stream(path: string): Promise<Readable> {
    const response = await this.#request(path, {});
    if (response.statusCode === 200) return response;
    response.destroy();
    throw new Error(`${path} answered ${response.statusCode}`);
  }

  async #request(path: string, options: RequestOptions): Promise<IncomingMessage> {
    const cluster = this.#config.getCurrentCluster();
    if (cluster === null) throw new Error("the kubeconfig has no current cluster");
    await this.#config.applyToHTTPSOptions(options);
    return new Promise((resolve, reject) => {
      const call = request(new URL(path, cluster.server), options, resolve);
      call.on("timeout", () => call.destroy(new Error(`no answer within ${(options.timeout ?? 0) / 1000} s`)));
      call.on("error", reject);
      call.end();
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
    const server = createServer((socket) => {
      socket.on("error", () => socket.destroy());
      forwarder
        .portForwardService(namespace, service, [port], socket, null, socket)
        .catch((thrown: unknown) => socket.destroy(thrown instanceof Error ? thrown : new Error(String(thrown))));
    });
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(0, "127.0.0.1", resolve);
    });
    try {
      return await body((server.address() as AddressInfo).port);
    } finally {
      server.close();
    }
  }

  close(): void {
    this.#agent.destroy();
  }
}
