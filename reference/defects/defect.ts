import type { FastifyInstance } from "fastify";
import type { Registry } from "prom-client";
import type { ServiceName } from "../../contract/services.ts";
import type { Settings } from "../../contract/settings.ts";
import type { WindowCounters } from "../mesh/rate-limiter.ts";
import type { HttpCaller } from "../resilience/http-client.ts";
import type { StoreChanges } from "../stores/open-store.ts";
import type { RemoteStore } from "../stores/reply-store.ts";

/** What a defect may reach beside the server. */
export interface DefectTools {
  registry: Registry;
  /** ends the process */
  exit: (code: number) => void;
}

/** One thing that is wrong on purpose, to prove that a gate goes red. Every hook is left out where it is not needed. */
export interface Defect extends StoreChanges {
  /** one line for people */
  description: string;
  /** the service that has it, or those that have it each on its own */
  service: ServiceName | readonly ServiceName[];
  /** called before any route is there */
  install?: (app: FastifyInstance, tools: DefectTools) => void;
  /** what the service makes of its settings */
  settings?: (settings: Settings) => Settings;
  /** what stands between mesh and the agents */
  http?: (http: HttpCaller) => HttpCaller;
  /** what stands between mesh's limiter and its counters */
  counters?: (counters: WindowCounters) => WindowCounters;
  /** what stands between an agent and its store */
  store?: (store: RemoteStore, settings: Settings) => RemoteStore;
}

/** The services that have a defect. */
export const servicesOf = ({ service }: Pick<Defect, "service">): readonly ServiceName[] => [service].flat();
