import { withRedis } from "../../probes/redis-keys.ts";
import type { ProbeContext } from "../../probes/probe.ts";
import type { Fault } from "../fault.ts";

const canaryTtlSeconds = 600;

/** Keys of Redis are lost at once and for good: nothing brings them back. @param prefixes what the keys begin with */
export function keysFlushed(prefixes: readonly string[]): Fault {
  let flushed = { own: 0, others: 0 };
  // A key that nobody but this drill writes: others may be back before anyone looks.
  const canaries = ({ runId }: ProbeContext) => prefixes.map((prefix) => `${prefix}drill-canary-${runId}`);
  return {
    name: "keys-flushed",
    summary: `keys ${prefixes.map((prefix) => `${prefix}*`).join(", ")} of Redis are deleted; this cannot be undone`,
    targets: async () => [{ kind: "data", name: "redis" }],
    undo: async () => [],
    inject: (context) =>
      withRedis(context, async (keys) => {
        for (const canary of canaries(context)) await keys.set(canary, "1", canaryTtlSeconds);
        const found = (await Promise.all(prefixes.map((prefix) => keys.matching(prefix)))).flat();
        await keys.remove(found);
        const own = found.filter((key) => key.includes("drill-")).length;
        flushed = { own, others: found.length - own };
      }),
    effect: (context) =>
      withRedis(context, async (keys) => {
        const left = await Promise.all(canaries(context).map((canary) => keys.exists(canary)));
        const { own, others } = flushed;
        const subject = "keys-flushed";
        if (own === 0 || left.includes(true)) {
          return [{ subject, ok: null, detail: "the drill's own keys are there" }];
        }
        // Where the target had none to lose, that it does not notice shows nothing.
        if (others <= 0) return [{ subject, ok: null, detail: "the target had no such key" }];
        const detail = `${others} keys and ${own} of the drill's own are gone`;
        return [{ subject, ok: true, detail }];
      }),
    restored: async () => [
      { subject: "keys-flushed", ok: true, detail: "what was lost stays lost; nothing else was changed" },
    ],
  };
}
