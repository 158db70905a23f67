import { headers } from "../../contract/headers.ts";
import { type AgentName, agentPath } from "../../contract/services.ts";
import { agentUrlVariable, type Settings } from "../../contract/settings.ts";
import { Guard, policiesFrom } from "../resilience/guard.ts";
import { type HttpCaller, type HttpResult, Unavailable } from "../resilience/http-client.ts";
import type { ResilienceMetrics } from "../resilience/metrics.ts";

/** Calls to one agent: guarded, measured, tried again where the agent fails. */
export class AgentClient {
  readonly #agent: AgentName;
  readonly #url: string;
  readonly #timeoutMs: number;
  readonly #longestMs: number;
  readonly #http: HttpCaller;
  readonly #guard: Guard;
  readonly #metrics: ResilienceMetrics;

  constructor(agent: AgentName, settings: Settings, http: HttpCaller, metrics: ResilienceMetrics) {
    this.#agent = agent;
    this.#url = settings[agentUrlVariable(agent)];
    this.#timeoutMs = settings.SERVICE_TIMEOUT_MESH * 1_000;
    this.#longestMs = (settings.SERVICE_TIMEOUT_MESH + settings.BULKHEAD_TIMEOUT) * 1_000;
    this.#http = http;
    this.#metrics = metrics;
    const isOutage = (thrown: unknown) => thrown instanceof Unavailable;
    this.#guard = new Guard({ service: agent, kind: "agent", ...policiesFrom(settings), isOutage }, metrics);
  }

  /**
   * Posts a message; the agent's own refusals (4xx, 503 with a hint) are answers. All attempts together end within the
   * time that a wait for a place and one attempt may take: they do not add up at the caller's expense.
   * @throws Refusal where there is no answer to be had
   */
  async post(endpoint: string, body: string, forwarded: Record<string, string>): Promise<HttpResult> {
    const deadline = AbortSignal.timeout(this.#longestMs);
    return this.#guard.run(() => this.#attempt(endpoint, body, forwarded, deadline), deadline);
  }

  async #attempt(
    endpoint: string,
    body: string,
    forwarded: Record<string, string>,
    deadline: AbortSignal,
  ): Promise<HttpResult> {
    const labels = { service: this.#agent, method: "POST" };
    const stop = this.#metrics.clientDuration.startTimer(labels);
    let status = "error";
    try {
      const answer = await this.#http.call({
        method: "POST",
        url: this.#url + agentPath(encodeURIComponent(endpoint)),
        body,
        headers: forwarded,
        timeoutMs: this.#timeoutMs,
        deadline,
      });
      status = String(answer.status);
      if (answer.status >= 500 && !isRefusal(answer)) {
        throw new Unavailable(`${this.#agent} answered ${status}`, { status: answer.status });
      }
      return answer;
    } finally {
      stop({ status });
      this.#metrics.clientRequests.inc({ ...labels, status });
    }
  }
}

/**
 * An agent that says when to come back lives, has tried already, and can do other work: to try again here would
 * multiply the load on what it waits for, and to open the breaker would take its other endpoints away.
 */
const isRefusal = (answer: HttpResult) => answer.status === 503 && answer.headers[headers.retryAfter] !== undefined;
