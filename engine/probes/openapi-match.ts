import { messageOf } from "../../common/errors.ts";
import { type ServiceName, services } from "../../contract/services.ts";
import { differences } from "./openapi-diff.ts";
import type { Observation, Probe } from "./probe.ts";

/** Gives the document that a service should serve. */
export type SnapshotSource = (service: ServiceName) => unknown;

/** The OpenAPI document that each service serves equals its snapshot in paths, methods and schemas. */
export function openapiMatch(options: { snapshot?: SnapshotSource }): Probe {
  return {
    name: "openapi-match",
    observe: async ({ api, environment }) => {
      const snapshotOf = options.snapshot;
      if (snapshotOf === undefined) return [];
      return Promise.all(
        Object.values(services).map(async (service): Promise<Observation> => {
          try {
            const answer = await api.serviceGet({ namespace: environment.namespace, ...service }, "/openapi.json");
            const found = differences(await snapshotOf(service.name), JSON.parse(answer.body));
            const detail = found.length === 0 ? "equal" : found.slice(0, 5).join("; ");
            return { subject: service.name, ok: found.length === 0, detail };
          } catch (thrown) {
            return { subject: service.name, ok: null, detail: messageOf(thrown) };
          }
        }),
      );
    },
  };
}
