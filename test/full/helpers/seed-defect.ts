import { setTimeout as sleep } from "node:timers/promises";
import { serviceNames } from "../../../contract/services.ts";
import { isRolledOut } from "../../../engine/faults/rolled-out.ts";
import type { Standing } from "./standing.ts";

/** Until pods that are new count as well: the stack's grace period, and a look of mesh at every agent, milliseconds. */
const settlingMs = 10_000;

/**
 * Replaces every pod of the reference by one with the defect, as `-c defect=NAME` gives it to them; also where they have
 * it already, since what a drill left behind in them is not the next one's.
 */
export async function seedDefect({ api, namespace }: Standing, defect: string): Promise<void> {
  const path = (service: string) => `/apis/apps/v1/namespaces/${namespace}/deployments/${service}`;
  for (const service of serviceNames) {
    const container = { name: service, env: [{ name: "DRILL_DEFECT", value: defect }] };
    const metadata = { annotations: { "drill.biowerk/seeded-at": String(Date.now()) } };
    const body = JSON.stringify({ spec: { template: { metadata, spec: { containers: [container] } } } });
    const contentType = "application/strategic-merge-patch+json";
    await api.write({ method: "PATCH", path: path(service), body, contentType });
  }
  for (const name of serviceNames) {
    while (!isRolledOut(await api.apps.readNamespacedDeployment({ namespace, name }))) await sleep(1_000);
  }
  await sleep(settlingMs);
}
