import type { KubeObject } from "../objects.ts";
import type { Request, Send } from "./connection.ts";
import { ApiError, isPassing } from "./errors.ts";

const attempts = 4;
const firstWait = 250;

/** The verbs of the Kubernetes API over untyped objects. A refused request throws ApiError, none answered Unreachable. */
export class ApiClient {
  readonly #send: Send;
  readonly #sleep: (ms: number) => Promise<void>;

  /** @param sleep waits before a request is repeated, milliseconds */
  constructor(send: Send, sleep: (ms: number) => Promise<void>) {
    this.#send = send;
    this.#sleep = sleep;
  }

  get<T = KubeObject>(path: string, signal?: AbortSignal): Promise<T> {
    return this.#call({ method: "GET", path, ...(signal === undefined ? {} : { signal }) });
  }

  post(path: string, query: Record<string, string>, body: KubeObject): Promise<KubeObject> {
    return this.#call({ method: "POST", path: withQuery(path, query), body });
  }

  /** Server-side apply. */
  apply(path: string, query: Record<string, string>, body: KubeObject): Promise<KubeObject> {
    const contentType = "application/apply-patch+yaml";
    return this.#call({ method: "PATCH", path: withQuery(path, query), body, contentType });
  }

  jsonPatch(path: string, query: Record<string, string>, operations: unknown[]): Promise<KubeObject> {
    const contentType = "application/json-patch+json";
    return this.#call({ method: "PATCH", path: withQuery(path, query), body: operations, contentType });
  }

  async delete(path: string, propagationPolicy: string): Promise<void> {
    await this.#call({ method: "DELETE", path, body: { kind: "DeleteOptions", apiVersion: "v1", propagationPolicy } });
  }

  async #call<T>(request: Request): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const { status, text } = await this.#send(request);
        if (status >= 200 && status < 300) return JSON.parse(text) as T;
        throw errorOf(request, status, text);
      } catch (thrown) {
        if (attempt === attempts || !mayRepeat(request, thrown)) throw thrown;
        await this.#sleep(firstWait * 2 ** (attempt - 1));
      }
    }
  }
}

/** A read may always be repeated, anything else only when the server was too busy to look at it. */
function mayRepeat({ method }: Request, thrown: unknown): boolean {
  if (thrown instanceof ApiError && thrown.status === 429) return true;
  return method === "GET" && isPassing(thrown);
}

function withQuery(path: string, query: Record<string, string>): string {
  return `${path}?${new URLSearchParams(query).toString()}`;
}

function errorOf({ method, path }: Request, status: number, text: string): ApiError {
  try {
    const { reason, message } = JSON.parse(text) as { reason?: string; message?: string };
    if (message !== undefined) return new ApiError(status, reason ?? "", message);
  } catch {
    // A proxy or a load balancer answered, not the API server.
  }
  return new ApiError(
    status,
    "",
    `${method} ${path.split("?", 1)[0]} was answered with ${status}: ${text.slice(0, 200)}`,
  );
}
