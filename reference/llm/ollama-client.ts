import { Counter, Histogram, type Registry } from "prom-client";
import * as z from "zod";
import { httpBuckets, llmMetrics } from "../../contract/metrics.ts";
import type { Settings } from "../../contract/settings.ts";
import { Guard, policiesFrom } from "../resilience/guard.ts";
import { type HttpCaller, type HttpResult, Unavailable } from "../resilience/http-client.ts";
import type { ResilienceMetrics } from "../resilience/metrics.ts";

const chatAnswer = z.object({ message: z.object({ content: z.string() }) });
const jsonObject = z.record(z.string(), z.unknown());
const pingMs = 2_000;

/** A language model behind Ollama's protocol. */
export class OllamaClient {
  readonly #settings: Settings;
  readonly #http: HttpCaller;
  readonly #guard: Guard;
  readonly #metrics: ReturnType<typeof createMetrics>;
  readonly #agent: string;

  constructor(
    agent: string,
    settings: Settings,
    http: HttpCaller,
    registry: Registry,
    resilienceMetrics: ResilienceMetrics,
  ) {
    const { breaker, retry } = policiesFrom(settings);
    const isOutage = (thrown: unknown) => thrown instanceof Unavailable;
    this.#agent = agent;
    this.#settings = settings;
    this.#http = http;
    this.#metrics = createMetrics(registry);
    this.#guard = new Guard({ service: "llm-ollama", kind: "dependency", breaker, retry, isOutage }, resilienceMetrics);
  }

  /** Asks for prose. @throws Refusal where the model is away */
  async text(instruction: string, input: unknown): Promise<string> {
    return this.#ask(instruction, input, undefined, (content) => content);
  }

  /**
   * Asks for an object with one part.
   * @returns that part, or the whole object where the model left the part out
   * @throws Refusal where the model is away or answers no JSON
   */
  async part(name: string, instruction: string, input: unknown): Promise<unknown> {
    const content = await this.#ask(`${instruction} Answer with JSON under the key "${name}".`, input, "json", parse);
    return content[name] ?? content;
  }

  /** Throws where the model's server does not answer. */
  async ping(): Promise<void> {
    const url = `${this.#settings.OLLAMA_BASE_URL}/api/version`;
    const answer = await this.#http.call({ method: "GET", url, timeoutMs: pingMs });
    if (answer.status !== 200) throw new Error(`the model's server answered ${answer.status}`);
  }

  async #ask<T>(
    instruction: string,
    input: unknown,
    format: "json" | undefined,
    read: (content: string) => T,
  ): Promise<T> {
    const body = JSON.stringify({
      model: this.#settings.OLLAMA_MODEL,
      stream: false,
      messages: [
        { role: "system", content: instruction },
        { role: "user", content: JSON.stringify(input) },
      ],
      ...(format === undefined ? {} : { format }),
    });
    const labels = { provider: "ollama", model: this.#settings.OLLAMA_MODEL, service: this.#agent };
    const stop = this.#metrics.requestDuration.startTimer(labels);
    try {
      return await this.#guard.run(async () => read(await this.#attempt(body)));
    } finally {
      stop();
    }
  }

  async #attempt(body: string): Promise<string> {
    const labels = { provider: "ollama", model: this.#settings.OLLAMA_MODEL };
    const stop = this.#metrics.latency.startTimer(labels);
    try {
      const url = `${this.#settings.OLLAMA_BASE_URL}/api/chat`;
      const timeoutMs = this.#settings.OLLAMA_TIMEOUT * 1_000;
      const content = contentOf(await this.#http.call({ method: "POST", url, body, timeoutMs }));
      stop({ outcome: "success" });
      return content;
    } catch (thrown) {
      stop({ outcome: "error" });
      const timedOut = thrown instanceof Unavailable && thrown.timedOut;
      this.#metrics.errors.inc({ ...labels, error_type: timedOut ? "timeout" : "error" });
      if (timedOut) this.#metrics.timeouts.inc(labels);
      throw thrown;
    }
  }
}

function contentOf(answer: HttpResult): string {
  if (answer.status !== 200) {
    throw new Unavailable(`the model's server answered ${answer.status}`, { status: answer.status });
  }
  const body = chatAnswer.safeParse(parse(answer.body));
  if (!body.success) throw new Unavailable("the model's server answered in an unknown shape");
  return body.data.message.content;
}

/** Models break off JSON now and then; another try may end better. */
function parse(content: string): Record<string, unknown> {
  try {
    return jsonObject.parse(JSON.parse(content));
  } catch (cause) {
    throw new Unavailable("the model answered no JSON object", { cause });
  }
}

function createMetrics(registry: Registry) {
  const registers = [registry];
  const model = ["provider", "model"] as const;
  const buckets = [...httpBuckets.client];
  return {
    latency: new Histogram({
      name: llmMetrics.providerLatency,
      help: "Seconds per attempt at a model",
      labelNames: [...model, "outcome"] as const,
      buckets,
      registers,
    }),
    errors: new Counter({
      name: llmMetrics.providerErrors,
      help: "Attempts that failed",
      labelNames: [...model, "error_type"] as const,
      registers,
    }),
    timeouts: new Counter({
      name: llmMetrics.providerTimeouts,
      help: "Attempts that took too long",
      labelNames: model,
      registers,
    }),
    requestDuration: new Histogram({
      name: llmMetrics.requestDuration,
      help: "Seconds per answer, retries included",
      labelNames: [...model, "service"] as const,
      buckets,
      registers,
    }),
  };
}
