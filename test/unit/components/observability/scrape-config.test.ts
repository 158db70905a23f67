import { describe, expect, it } from "vitest";
import { prometheusConfig } from "../../../../components/observability/scrape-config.ts";
import { serviceNames, services } from "../../../../contract/services.ts";

interface Scrape {
  job_name: string;
  dns_sd_configs?: { names: string[]; type: string; port: number }[];
  relabel_configs?: { target_label: string; replacement: string }[];
  static_configs?: { targets: string[]; labels: Record<string, string> }[];
}

const { scrape_configs: scrapes } = prometheusConfig("rules.yml") as { scrape_configs: Scrape[] };

describe("the scrape config", () => {
  it.each(serviceNames)("finds each pod of %s and names job and service as BIOwerk does", (service) => {
    const found = scrapes.find(({ job_name }) => job_name === `biowerk-${service}`);
    expect(found?.dns_sd_configs).toMatchObject([
      { names: [`${service}-pods`], type: "A", port: services[service].port },
    ]);
    expect(found?.relabel_configs).toEqual([{ target_label: "service", replacement: service }]);
  });

  it("asks every datastore's exporter", () => {
    const fixed = scrapes.flatMap(({ static_configs = [] }) => static_configs);
    expect(Object.fromEntries(fixed.map(({ targets, labels }) => [labels["service"], targets]))).toEqual({
      postgres: ["postgres-exporter:9187"],
      redis: ["redis-exporter:9121"],
      mongodb: ["mongo-exporter:9216"],
    });
  });
});
