import * as http from "node:http";
import * as https from "node:https";
import { messageOf } from "../../common/errors.ts";
import { refusal } from "./refusal.ts";

/** Bounds on one download. */
export interface Limits {
  /** until a connection stands, milliseconds, per redirect */
  connectMs: number;
  /** between two pieces of the answer, milliseconds */
  idleMs: number;
  /** from the first request to the last byte, milliseconds */
  totalMs: number;
  redirects: number;
}

export const defaultLimits: Limits = { connectMs: 2_000, idleMs: 30_000, totalMs: 900_000, redirects: 5 };

/**
 * GETs an address, following redirects, and gives the answer to `take`; whatever `take` reads is under the same bounds.
 * @throws DrillError download.unreachable, .status, .redirects, .timeout or .truncated
 */
export async function get<T>(
  url: string,
  wish: { limits: Limits; env: NodeJS.ProcessEnv; signal?: AbortSignal | undefined },
  take: (answer: http.IncomingMessage, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  wish.signal?.throwIfAborted();
  const deadline = new AbortController();
  const giveUp = (why: string) => deadline.abort(refusal("download.timeout", `${url} ${why}`));
  const total = setTimeout(() => giveUp(`was not there after ${wish.limits.totalMs / 1_000} s`), wish.limits.totalMs);
  const signal = wish.signal === undefined ? deadline.signal : AbortSignal.any([deadline.signal, wish.signal]);
  try {
    const answer = await follow(url, wish, signal);
    const { idleMs } = wish.limits;
    answer.setTimeout(idleMs, () => giveUp(`sent nothing for ${idleMs / 1_000} s`));
    try {
      return await take(answer, signal);
    } finally {
      answer.destroy();
    }
  } catch (thrown) {
    // The stream's own error says only that it was aborted.
    signal.throwIfAborted();
    throw thrown;
  } finally {
    clearTimeout(total);
  }
}

async function follow(
  url: string,
  wish: { limits: Limits; env: NodeJS.ProcessEnv },
  signal: AbortSignal,
): Promise<http.IncomingMessage> {
  let at = new URL(url);
  for (let hop = 0; hop <= wish.limits.redirects; hop += 1) {
    const answer = await request(at, wish, signal);
    if (answer.statusCode === 200) return answer;
    answer.destroy();
    const location = answer.headers.location;
    if (![301, 302, 303, 307, 308].includes(answer.statusCode ?? 0) || location === undefined) {
      throw refusal("download.status", `${at.href} answered ${answer.statusCode}`);
    }
    at = nextHop(at, location);
  }
  throw refusal("download.redirects", `${url} redirects more than ${wish.limits.redirects} times`);
}

/**
 * Where a redirect leads.
 * @throws DrillError download.redirects where it would leave encryption behind
 */
export function nextHop(at: URL, location: string): URL {
  const next = new URL(location, at);
  if (next.protocol === "https:" || (next.protocol === "http:" && at.protocol === "http:")) return next;
  throw refusal("download.redirects", `${at.href} redirects to ${next.protocol}, which is not encrypted`);
}

function request(
  url: URL,
  wish: { limits: Limits; env: NodeJS.ProcessEnv },
  signal: AbortSignal,
): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    // A Node that does not know `proxyEnv` yet ignores it.
    const options = { keepAlive: false, proxyEnv: wish.env };
    const agent = url.protocol === "https:" ? new https.Agent(options) : new http.Agent(options);
    const sent = (url.protocol === "https:" ? https : http).get(url, { agent, signal });
    const unreachable = (why: string) => refusal("download.unreachable", `${url.host} cannot be reached: ${why}`);
    const connecting = setTimeout(
      () => sent.destroy(unreachable(`no connection within ${wish.limits.connectMs / 1_000} s`)),
      wish.limits.connectMs,
    );
    let connected = false;
    const connect = () => {
      connected = true;
      clearTimeout(connecting);
    };
    sent.once("socket", (socket) => {
      if (socket.connecting) socket.once(url.protocol === "https:" ? "secureConnect" : "connect", connect);
      else connect();
    });
    sent.setTimeout(wish.limits.idleMs, () =>
      sent.destroy(refusal("download.timeout", `${url.href} did not answer for ${wish.limits.idleMs / 1_000} s`)),
    );
    sent.once("response", resolve);
    sent.once("error", (thrown) => {
      clearTimeout(connecting);
      if (thrown.name === "DrillError") reject(thrown);
      else if (!connected) reject(unreachable(messageOf(thrown)));
      else reject(refusal("download.truncated", `${url.href} broke off: ${messageOf(thrown)}`, thrown));
    });
  });
}
