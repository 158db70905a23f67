import { type Service, type ServiceName, services } from "../../contract/services.ts";
import { differences } from "./openapi-diff.ts";
import type { Observation, Probe, ProbeContext } from "./probe.ts";
import { serviceBody } from "./service-body.ts";

/** Gives the document that a service should serve. */
export type SnapshotSource = (service: ServiceName) => unknown;

/** The OpenAPI document that each service serves equals its snapshot in paths, methods and schemas. */
export function openapiMatch(options: { snapshot?: SnapshotSource }): Probe {
  return {
    name: "openapi-match",
    observe: async (context) => {
      const snapshotOf = options.snapshot;
      if (snapshotOf === undefined) return [];
      return Promise.all(
        Object.values(services).map(async (service) => match(context, service, await snapshotOf(service.name))),
      );
    },
  };
}

async function match(context: ProbeContext, service: Service, snapshot: unknown): Promise<Observation> {
  const subject = service.name;
  const served = await serviceBody(context, service, "/openapi.json");
  if (served.problem !== undefined) return { subject, ok: false, detail: served.problem };
  const found = differences(snapshot, parseJson(served.body));
  return { subject, ok: found.length === 0, detail: found.length === 0 ? "equal" : found.slice(0, 5).join("; ") };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
