import { type ServiceName, serviceNames, services } from "../../contract/services.ts";
import type { Address } from "../placement.ts";
import { observers } from "./addresses.ts";

/** Jobs of the datastores' exporters, by store. */
export const datastoreJobs = { postgres: "postgres", redis: "redis", mongodb: "mongodb" } as const;

/** Job of a BIOwerk service. */
export const serviceJob = (service: ServiceName) => `biowerk-${service}`;

/** Every job that there is. */
export const jobNames: readonly string[] = [...serviceNames.map(serviceJob), ...Object.values(datastoreJobs)];

const every = "2s";

/**
 * Prometheus's configuration. Jobs and the label `service` are named as in BIOwerk's own set-up.
 * @param rulesFile where the rules lie, beside the configuration
 */
export function prometheusConfig(rulesFile: string): object {
  return {
    global: { scrape_interval: every, scrape_timeout: "1500ms", evaluation_interval: every },
    rule_files: [rulesFile],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [target(observers.alertmanager)] }] }] },
    scrape_configs: [
      ...serviceNames.map(podsOf),
      exporter(datastoreJobs.postgres, observers.postgresExporter),
      exporter(datastoreJobs.redis, observers.redisExporter),
      exporter(datastoreJobs.mongodb, observers.mongoExporter),
    ],
  };
}

/** Name of the Service without an address of its own, whose name resolves to each pod of a BIOwerk service. */
export const podsName = (service: ServiceName) => `${service}-pods`;

/**
 * Each pod by itself, for breakers and bulkheads are each process's own. They are found by DNS, since not every build
 * of Prometheus can ask Kubernetes.
 */
function podsOf(service: ServiceName): object {
  const { port } = services[service];
  return {
    job_name: serviceJob(service),
    dns_sd_configs: [{ names: [podsName(service)], type: "A", port, refresh_interval: every }],
    relabel_configs: [{ target_label: "service", replacement: service }],
  };
}

function exporter(job: string, address: Address): object {
  return { job_name: job, static_configs: [{ targets: [target(address)], labels: { service: job } }] };
}

const target = ({ service, port }: Address) => `${service}:${port}`;
