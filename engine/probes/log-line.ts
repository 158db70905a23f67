import type { ServiceName } from "../../contract/services.ts";
import { eventually } from "./eventually.ts";
import type { Probe } from "./probe.ts";

/** How long before the probe began a line may have been logged: a fault is looked at before its probes begin. */
const lookBackSeconds = 10;

/** Some pod of the service comes to log a line that matches, now or shortly before. */
export function logs(name: string, service: ServiceName, pattern: RegExp, withinMs: number): Probe {
  let began: number | undefined;
  return eventually(name, `log of ${service}`, withinMs, async ({ api, environment: { namespace } }) => {
    began ??= performance.now();
    const sinceSeconds = Math.ceil((performance.now() - began) / 1_000) + lookBackSeconds;
    const { items } = await api.core.listNamespacedPod({
      namespace,
      labelSelector: `app.kubernetes.io/name=${service}`,
    });
    const texts = items.map(({ metadata }) =>
      api.core.readNamespacedPodLog({ namespace, name: metadata?.name ?? "", sinceSeconds, tailLines: 2_000 }),
    );
    const lines = (await Promise.all(texts)).flatMap((text) => text.split("\n"));
    const found = lines.find((line) => pattern.test(line));
    return { ok: found !== undefined, detail: found ?? `no line matches ${pattern.source}` };
  });
}
