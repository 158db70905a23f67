import * as z from "zod";
import { askObserver } from "./observer-call.ts";
import type { ProbeContext } from "./probe.ts";

/** Address of a scraped pod -> whether Prometheus reached it when it last tried. */
export type PodReach = ReadonlyMap<string, boolean>;

const upSeries = z.object({
  data: z.object({
    resultType: z.literal("vector"),
    result: z.array(z.object({ metric: z.object({ instance: z.string() }), value: z.tuple([z.number(), z.string()]) })),
  }),
});

/** Which pods Prometheus, a pod itself, reaches now; null where nothing watches the environment. */
export async function podReach(context: Pick<ProbeContext, "api" | "environment">): Promise<PodReach | null> {
  if (context.environment.observability === null) return null;
  return readReach(await askObserver(context, "prometheus", "/api/v1/query?query=up"));
}

/** @param body Prometheus's answer to the query `up` */
export function readReach(body: string): PodReach {
  const { result } = upSeries.parse(JSON.parse(body)).data;
  return new Map(result.map(({ metric, value }) => [metric.instance.replace(/:\d+$/, ""), value[1] === "1"]));
}
