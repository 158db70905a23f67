import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";
import type { DrillError } from "../../common/errors.ts";
import { noSource, reasonOf, secretsError, unreachable } from "./secret-errors.ts";
import type { SecretSource } from "./secret-source.ts";
import { parseJson, pickSecrets } from "./secret-values.ts";

/** Before the second and the third try, milliseconds. */
const usualPausesMs = [500, 2_000] as const;
/** How long one try may take, milliseconds. */
const tryMs = 10_000;

/** What a KV store of version 2 answers; null = the newest version was deleted. */
const stored = z.object({ data: z.object({ data: z.record(z.string(), z.unknown()).nullable() }) });

/**
 * A secret in a KV store of version 2 of HashiCorp's Vault, with a text for each name.
 * @param place https URL of the server, with the mount and the path in it; http is for loopback alone
 * @param env VAULT_TOKEN, and VAULT_NAMESPACE where there are namespaces
 * @param pausesMs between tries, milliseconds: there are as many further tries as pauses
 * @throws DrillError secrets.source, or secrets.credentials where there is no token
 */
export function openVault(
  place: string,
  env: NodeJS.ProcessEnv,
  pausesMs: readonly number[] = usualPausesMs,
): SecretSource {
  const { name, url } = placeOf(place);
  const headers = headersOf(env);
  return {
    name,
    read: async (names, signal) => {
      const { status, body } = await patiently(name, pausesMs, signal, () => ask(url, headers, signal));
      if (status === 404) return {};
      if (status !== 200) throw refused(name, status);
      const answer = stored.safeParse(parseJson(name, body));
      if (!answer.success) throw unreadable(name, "its answer is not that of a KV store of version 2");
      return pickSecrets(name, answer.data.data.data ?? {}, names);
    },
  };
}

function placeOf(text: string): { name: string; url: string } {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const [, mount, path] = /^\/([^/]+)\/([^/]+(?:\/[^/]+)*)\/?$/.exec(url?.pathname ?? "") ?? [];
  if (url === undefined || !isPlain(url) || mount === undefined || path === undefined) {
    throw noSource("vault: is not followed by a plain https URL with a mount and a path");
  }
  return { name: `Vault ${url.origin}/${mount}/${path}`, url: `${url.origin}/v1/${mount}/data/${path}` };
}

/** A token is sent in clear to no other machine. */
function isPlain({ protocol, hostname, username, password, search, hash }: URL): boolean {
  const isLoopback = ["127.0.0.1", "[::1]", "localhost"].includes(hostname);
  const isSafe = protocol === "https:" || (protocol === "http:" && isLoopback);
  return isSafe && [username, password, search, hash].every((part) => part === "");
}

function headersOf(env: NodeJS.ProcessEnv): Record<string, string> {
  const token = headerOf(env, "VAULT_TOKEN");
  if (token === "") {
    throw secretsError("secrets.credentials", "VAULT_TOKEN is not set", "set it to a token that may read the secret");
  }
  const namespace = headerOf(env, "VAULT_NAMESPACE");
  return { "X-Vault-Token": token, ...(namespace === "" ? {} : { "X-Vault-Namespace": namespace }) };
}

/** Checked here, since `fetch` quotes a value that no header can have. */
function headerOf(env: NodeJS.ProcessEnv, variable: string): string {
  const value = (env[variable] ?? "").trim();
  if (/^[\x21-\x7e]*$/.test(value)) return value;
  throw secretsError("secrets.credentials", `${variable} is not one word of ASCII`, "set it to one word, on one line");
}

interface Answer {
  status: number;
  body: string;
}

async function ask(url: string, headers: Record<string, string>, signal: AbortSignal): Promise<Answer> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(tryMs)]);
  // The token would go along to wherever a redirect leads.
  const response = await fetch(url, { headers, redirect: "manual", signal: limit });
  return { status: response.status, body: await response.text() };
}

/** @throws DrillError secrets.unreachable once no try is left */
async function patiently(
  name: string,
  pausesMs: readonly number[],
  signal: AbortSignal,
  attempt: () => Promise<Answer>,
): Promise<Answer> {
  for (let tries = 1; ; tries += 1) {
    const answer = await attempt().catch((thrown: unknown) => {
      signal.throwIfAborted();
      return reasonOf(thrown);
    });
    if (typeof answer !== "string" && !isForALaterTry(answer.status)) return answer;
    const pauseMs = pausesMs[tries - 1];
    if (pauseMs === undefined) throw unreachable(name, typeof answer === "string" ? answer : answered(answer.status));
    await sleep(pauseMs, undefined, { signal });
  }
}

const isForALaterTry = (status: number): boolean => status >= 500 || status === 429;

const answered = (status: number): string => `it answered ${status}`;

function refused(name: string, status: number): DrillError {
  if (status !== 401 && status !== 403) return unreadable(name, answered(status));
  return secretsError(
    "secrets.denied",
    `${name} was refused: ${answered(status)}`,
    "check VAULT_TOKEN and VAULT_NAMESPACE, and that a policy of the token allows to read <mount>/data/<path>",
  );
}

function unreadable(name: string, why: string): DrillError {
  const remedy = "name the active server and a secret in a KV store of version 2, without /v1 and /data";
  return secretsError("secrets.unreadable", `${name} cannot be read: ${why}`, remedy);
}
