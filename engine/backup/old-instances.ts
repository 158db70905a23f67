import type { Observation, Probe } from "../probes/probe.ts";
import { type RedisTexts, withRedisTexts } from "./redis-texts.ts";
import { instancesOf } from "./facts.ts";

const shown = 3;

/**
 * Nothing of the environment knows an instance of one that is gone: no pod bears the name or the uid of one, and Redis,
 * where services register, names none in a key or in what it holds.
 * @param old names and uids of pods
 */
export function noOldInstances(name: string, old: readonly string[]): Probe {
  return {
    name,
    observe: async (context) => {
      const present = await instancesOf(context);
      const inRedis = await withRedisTexts(context, (texts) => namedIn(texts, old));
      return [
        judged(
          "pods",
          old.filter((id) => present.includes(id)),
          `${present.length} names and uids`,
        ),
        judged("redis", inRedis.found, `${inRedis.keys} keys`),
      ];
    },
  };
}

/** Texts that name one of the instances, each by its key. */
export async function namedIn(
  texts: RedisTexts,
  instances: readonly string[],
): Promise<{ keys: number; found: string[] }> {
  const found: string[] = [];
  let keys = 0;
  for await (const { key, text } of texts) {
    keys += 1;
    const named = instances.find((instance) => key.includes(instance) || text.includes(instance));
    if (named !== undefined) found.push(`${key} (${named})`);
  }
  return { keys, found };
}

function judged(subject: string, found: readonly string[], looked: string): Observation {
  if (found.length === 0) return { subject, ok: true, detail: `${looked}, none of an old instance` };
  const more = found.length > shown ? ` and ${found.length - shown} more` : "";
  return { subject, ok: false, detail: `of an old instance: ${found.slice(0, shown).join(", ")}${more}` };
}
