import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";
import { bearer } from "../../contract/credentials.ts";
import { headers } from "../../contract/headers.ts";
import type { AgentName } from "../../contract/services.ts";
import type { ProbeContext } from "./probe.ts";

/** What a probe sends to mesh. */
export interface Message {
  target: AgentName;
  intent: string;
  input: Record<string, unknown>;
  /** the message's id, unique in the run */
  id: string;
  /** bearer token that says who asks; unset = nobody says so */
  token?: string;
}

/** What came back; status 0 = no answer. */
export interface Answer {
  status: number;
  /** the header Retry-After, seconds; null where it is absent or no number */
  retryAfter: number | null;
  /** parsed JSON; undefined where it is none */
  body: unknown;
  tookMs: number;
  /** why nothing came back, such as "15 s" or "ECONNRESET" */
  silence?: string;
}

/** How long a client waits for an answer where nothing else is said, milliseconds. */
const usualTimeoutMs = 15_000;

/**
 * Sends one message through mesh, each under an identity of its own so that no limiter counts it with others, and on a
 * connection of its own: on those that are kept, all go to the pods that they once led to.
 * @param timeoutMs how long an answer is waited for, milliseconds
 */
export async function sendMessage(
  context: ProbeContext,
  message: Message,
  timeoutMs: number = usualTimeoutMs,
): Promise<Answer> {
  const { environment, runId, signal } = context;
  const { target, intent, input, id } = message;
  const started = performance.now();
  try {
    const response = await fetch(`${environment.meshUrl}/v1/${target}/${intent}`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        connection: "close",
        ...identity(message, environment.identityHeader),
      },
      body: JSON.stringify({ id, origin: `drill-${runId}`, target, intent, input }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    const text = await response.text();
    const retryAfter = Number(response.headers.get(headers.retryAfter) ?? Number.NaN);
    return {
      status: response.status,
      retryAfter: Number.isFinite(retryAfter) ? retryAfter : null,
      body: parsedJson(text),
      tookMs: performance.now() - started,
    };
  } catch (thrown) {
    signal.throwIfAborted();
    const silence = reasonOf(thrown) ?? `${timeoutMs / 1_000} s`;
    return { status: 0, retryAfter: null, body: undefined, tookMs: performance.now() - started, silence };
  }
}

/** What broke a connection, as its code where it has one; undefined = nothing did, and time ran out. */
function reasonOf(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error)) return String(thrown);
  if (thrown.name === "TimeoutError") return undefined;
  const { code, message } = (thrown.cause ?? thrown) as { code?: unknown; message?: string };
  return typeof code === "string" ? code : message;
}

function identity({ id, token }: Message, header: string | null): Record<string, string> {
  return {
    ...(header === null ? {} : { [header]: id }),
    ...(token === undefined ? {} : { [headers.authorization]: `${bearer.scheme} ${token}` }),
  };
}

/** An answer and when it was asked for, milliseconds since the first. */
export interface TimedAnswer extends Answer {
  atMs: number;
}

/**
 * Sends a message at a fixed distance, whatever becomes of those before.
 * @param pace milliseconds; `timeoutMs` is how long each answer is waited for
 */
export async function sendSteadily(
  context: ProbeContext,
  message: Message,
  pace: { everyMs: number; spanMs: number; timeoutMs?: number },
): Promise<TimedAnswer[]> {
  const started = performance.now();
  const answers: Promise<TimedAnswer>[] = [];
  for (let n = 0; n * pace.everyMs < pace.spanMs; n += 1) {
    const atMs = performance.now() - started;
    const sent = sendMessage(context, { ...message, id: `${message.id}-${n}` }, pace.timeoutMs).then((answer) => ({
      ...answer,
      atMs,
    }));
    // Awaited below; until then its failure is nobody's.
    sent.catch(() => undefined);
    answers.push(sent);
    await sleep(Math.max(0, (n + 1) * pace.everyMs - (performance.now() - started)), undefined, {
      signal: context.signal,
    });
  }
  return Promise.all(answers);
}

const reply = z.object({ ok: z.literal(true), output: z.record(z.string(), z.unknown()) });
const refusal = z.object({ detail: z.object({ error: z.string(), retry_after: z.number().positive().optional() }) });

/** The output of an answer that is a success by status and body; null = it is none. */
export function outputOf({ status, body }: Pick<Answer, "status" | "body">): Record<string, unknown> | null {
  return status >= 200 && status < 300 ? (reply.safeParse(body).data?.output ?? null) : null;
}

/** Why an answer refuses, as its body says; null where it says nothing. */
export function refusalOf({ body }: Pick<Answer, "body">): { error: string; retryAfter: number | null } | null {
  const detail = refusal.safeParse(body).data?.detail;
  return detail === undefined ? null : { error: detail.error, retryAfter: detail.retry_after ?? null };
}

/** Whether an answer turns a request away as it should: with 429 or 503, and when to come back in header and body. */
export function isHinted(answer: Pick<Answer, "status" | "body" | "retryAfter">): boolean {
  const isRefusal = answer.status === 429 || answer.status === 503;
  return isRefusal && (answer.retryAfter ?? 0) > 0 && refusalOf(answer)?.retryAfter != null;
}

/** "2 x no answer (15 s), 12 x 200, 3 x 429". */
export function statusCounts(answers: readonly Pick<Answer, "status" | "silence">[]): string {
  const counts = new Map<string, number>();
  for (const answer of [...answers].sort((a, b) => a.status - b.status)) {
    const what = inWords(answer);
    counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  return [...counts].map(([what, count]) => `${count} x ${what}`).join(", ");
}

function inWords({ status, silence }: Pick<Answer, "status" | "silence">): string {
  if (status !== 0) return String(status);
  return silence === undefined ? "no answer" : `no answer (${silence})`;
}

/** Undefined where the text is no JSON. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
