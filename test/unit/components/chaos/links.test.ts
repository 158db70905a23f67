import { describe, expect, it } from "vitest";
import { linksTo } from "../../../../components/chaos/links.ts";
import { agents, services } from "../../../../contract/services.ts";

const stores = {
  "agents-llm": { service: "llm", port: 11_434 },
  postgres: { service: "postgres", port: 5_432 },
  redis: { service: "redis", port: 6_379 },
  mongodb: { service: "documents", port: 27_017 },
};
const links = linksTo(stores);

describe("links", () => {
  it("lead from mesh to every agent, and to every store and the model", () => {
    expect(links.map(({ name }) => name).sort()).toEqual(
      [...agents.map((agent) => `mesh-${agent}`), ...Object.keys(stores)].sort(),
    );
    expect(links.find(({ name }) => name === "mesh-osteon")?.upstream).toEqual({
      service: "osteon",
      port: services.osteon.port,
    });
    expect(links.find(({ name }) => name === "redis")?.upstream).toEqual(stores.redis);
  });

  it("have each a port of its own, none of which Toxiproxy needs for itself", () => {
    const ports = links.map(({ port }) => port);
    expect(new Set(ports).size).toBe(ports.length);
    expect(ports).not.toContain(8_474);
  });
});
