import type { ServiceName } from "../../contract/services.ts";
import { eventually } from "./eventually.ts";
import { goneBy, type Probe } from "./probe.ts";

/** How long before the probe began a line may have been logged: a fault is looked at before its probes begin. */
const lookBackSeconds = 10;

/** What is read twice, so that nothing is missed where clocks differ or the log is late, seconds. */
const overlapSeconds = 2;

/**
 * Some pod of the service comes to log a line that matches, now or shortly before. Each look reads what came since the
 * last one, all of it: a line that is logged once must not be lost among many.
 */
export function logs(name: string, service: ServiceName, pattern: RegExp, withinMs: number): Probe {
  let readUntil: number | undefined;
  return eventually(name, `log of ${service}`, withinMs, async (context) => {
    const { api, environment } = context;
    const { namespace } = environment;
    const now = performance.now();
    const sinceSeconds =
      readUntil === undefined
        ? Math.max(lookBackSeconds, Math.ceil(goneBy(context) / 1_000))
        : Math.ceil((now - readUntil) / 1_000) + overlapSeconds;
    const { items } = await api.core.listNamespacedPod({
      namespace,
      labelSelector: `app.kubernetes.io/name=${service}`,
    });
    const texts = items.map(({ metadata }) =>
      api.core.readNamespacedPodLog({ namespace, name: metadata?.name ?? "", sinceSeconds }),
    );
    const lines = (await Promise.all(texts)).flatMap((text) => text.split("\n"));
    readUntil = now;
    const found = lines.find((line) => pattern.test(line));
    return { ok: found !== undefined, detail: found ?? `no line matches ${pattern.source}` };
  });
}
