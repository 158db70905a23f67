import { createClient } from "redis";
import { agentHealth, rateLimits, sessions } from "../../contract/persistence.ts";
import { eventually } from "./eventually.ts";
import type { Probe, ProbeContext } from "./probe.ts";
import { outputOf, sendMessage } from "./send-message.ts";

/** What is asked of Redis. */
export interface RedisKeys {
  /** keys that begin with the prefix */
  matching: (prefix: string) => Promise<string[]>;
  exists: (key: string) => Promise<boolean>;
  set: (key: string, value: string, ttlSeconds: number) => Promise<void>;
  remove: (keys: readonly string[]) => Promise<void>;
}

/** Runs the body with the environment's Redis, past any link. */
export async function withRedis<T>(
  { api, environment }: ProbeContext,
  body: (keys: RedisKeys) => Promise<T>,
): Promise<T> {
  const { service, port } = environment.redis;
  return api.withPort(environment.namespace, service, port, async (localPort) => {
    const socket = { host: "127.0.0.1", port: localPort, connectTimeout: 5_000, reconnectStrategy: false } as const;
    const client = createClient({ socket, RESP: 2, disableClientInfo: true, maintNotifications: "disabled" });
    // A connection that is lost fails the command as well; without a listener it would end the process.
    client.on("error", () => undefined);
    await client.connect();
    try {
      return await body({
        matching: async (prefix) => {
          const found: string[] = [];
          for await (const keys of client.scanIterator({ MATCH: `${prefix}*`, COUNT: 1_000 })) found.push(...keys);
          return [...new Set(found)];
        },
        exists: async (key) => (await client.exists(key)) === 1,
        set: async (key, value, ttlSeconds) => void (await client.set(key, value, { EX: ttlSeconds })),
        remove: async (keys) => void (keys.length > 0 && (await client.unlink([...keys]))),
      });
    } finally {
      client.destroy();
    }
  });
}

/** The rate limiter comes to count again. */
export function limitsReprimed(name: string, withinMs: number): Probe {
  return keysAppear(name, rateLimits.prefix, withinMs);
}

/** Mesh comes to say again what it sees of its agents. */
export function agentHealthReprimed(name: string, withinMs: number): Probe {
  return keysAppear(name, agentHealth.prefix, withinMs);
}

/** A new outline comes to have a session: BIOwerk's osteon and the reference both keep one by the message's id. */
export function sessionsReprimed(name: string, withinMs: number): Probe {
  let n = 0;
  return eventually(name, `${sessions.prefix}*`, withinMs, async (context) => {
    const id = `${context.runId}-${name}-${(n += 1)}`;
    const input = { goal: "Outline how sessions come back" };
    const answer = await sendMessage(context, { target: "osteon", intent: "outline", input, id });
    if (outputOf(answer) === null) return { ok: false, detail: `an outline was answered ${answer.status}` };
    const there = await withRedis(context, (keys) => keys.exists(sessions.prefix + id));
    return { ok: there, detail: there ? "the outline's session is there" : "the outline has no session" };
  });
}

function keysAppear(name: string, prefix: string, withinMs: number): Probe {
  return eventually(name, `${prefix}*`, withinMs, async (context) => {
    const { length } = await withRedis(context, (keys) => keys.matching(prefix));
    return { ok: length > 0, detail: `${length} keys` };
  });
}
