import http from "node:http";
import https from "node:https";
import { text } from "node:stream/consumers";
import type { KubeConfig } from "@kubernetes/client-node";
import type { Config } from "../config.ts";
import { readKubeconfig } from "../kubeconfig.ts";
import { Unreachable } from "./errors.ts";

/** One call of the API. */
export interface Request {
  method: "GET" | "POST" | "PATCH" | "DELETE";
  /** path and query below the server's URL */
  path: string;
  body?: unknown;
  contentType?: string;
  signal?: AbortSignal;
}

/** What came back, unread. */
export interface Response {
  status: number;
  text: string;
}

/** Sends one request; every answer of the server is returned, whatever its status. */
export type Send = (request: Request) => Promise<Response>;

/** Bound on one request, milliseconds: more than the 30 s that an admission webhook may take. */
const requestTimeout = 40_000;
/** Idle connections are dropped before the server drops them. */
const idleTimeout = 30_000;

/** A keep-alive connection to the cluster of a kubeconfig, with its credentials. */
export async function connect(config: Config): Promise<Send> {
  const kubeconfig = await load(config);
  const cluster = kubeconfig.getCurrentCluster();
  if (cluster === null) throw new Error("the kubeconfig has no cluster for the context in use");
  const agent = await keepAliveAgent(kubeconfig);
  return async (request) => {
    // Per request, because a token may have been renewed.
    const { headers, auth } = await credentials(kubeconfig);
    try {
      return await send(new URL(cluster.server.replace(/\/$/, "") + request.path), request, { agent, headers, auth });
    } catch (thrown) {
      request.signal?.throwIfAborted();
      throw new Unreachable(cluster.server, thrown instanceof Error ? thrown : new Error(String(thrown)));
    }
  };
}

async function load(config: Config): Promise<KubeConfig> {
  if (config.kubeconfig === undefined) {
    throw new Error("the kubernetes provider has no kubeconfig: give it one, the ambient one is never used");
  }
  // Half a second of imports that a preview without a cluster does not need.
  const { KubeConfig } = await import("@kubernetes/client-node");
  const kubeconfig = new KubeConfig();
  const { content, file } = readKubeconfig(config.kubeconfig);
  if (file === undefined) kubeconfig.loadFromString(content);
  else kubeconfig.loadFromFile(file);
  if (config.context !== undefined) kubeconfig.setCurrentContext(config.context);
  return kubeconfig;
}

async function keepAliveAgent(kubeconfig: KubeConfig): Promise<http.Agent> {
  const { agent, ...options } = await credentials(kubeconfig);
  const cluster = kubeconfig.getCurrentCluster();
  // An agent of the library's own goes through the proxy; it is the only one that can.
  if (cluster?.proxyUrl !== undefined && agent instanceof http.Agent) return agent;
  const { ca, cert, key, passphrase, rejectUnauthorized, servername } = options;
  const tls = { ca, cert, key, passphrase, rejectUnauthorized, servername };
  const given = Object.fromEntries(Object.entries(tls).filter(([, value]) => value !== undefined));
  const Agent = cluster?.server.startsWith("http:") ? http.Agent : https.Agent;
  return new Agent({ ...given, keepAlive: true, timeout: idleTimeout });
}

async function credentials(kubeconfig: KubeConfig): Promise<https.RequestOptions> {
  const options: https.RequestOptions = {};
  await kubeconfig.applyToHTTPSOptions(options);
  return options;
}

async function send(
  url: URL,
  request: Request,
  { agent, headers, auth }: Pick<https.RequestOptions, "agent" | "headers" | "auth">,
): Promise<Response> {
  const signals = [AbortSignal.timeout(requestTimeout), ...(request.signal === undefined ? [] : [request.signal])];
  const body = request.body === undefined ? undefined : Buffer.from(JSON.stringify(request.body));
  const { request: start } = url.protocol === "http:" ? http : https;
  const outgoing = start(url, {
    method: request.method,
    agent,
    ...(auth === undefined ? {} : { auth }),
    signal: AbortSignal.any(signals),
    headers: {
      ...headers,
      accept: "application/json",
      ...(body === undefined
        ? {}
        : { "content-type": request.contentType ?? "application/json", "content-length": body.length }),
    },
  });
  const answered = new Promise<http.IncomingMessage>((resolve, reject) => {
    outgoing.once("response", resolve).once("error", reject);
  });
  outgoing.end(body);
  const incoming = await answered;
  return { status: incoming.statusCode ?? 0, text: await text(incoming) };
}
