import { describe, expect, it } from "vitest";
import {
  environmentLabel,
  environmentLabels,
  leaseAnnotations,
  selectorLabels,
  workloadLabels,
} from "../../../components/labels.ts";

const redis = { environmentId: "smoke-1", name: "redis", component: "datastore" } as const;

describe("labels", () => {
  it("select pods by a part of what the pods carry", () => {
    expect(workloadLabels(redis)).toMatchObject(selectorLabels(redis));
  });

  it("tell environments apart in the selector, too", () => {
    expect(selectorLabels(redis)).not.toEqual(selectorLabels({ ...redis, environmentId: "smoke-2" }));
  });

  it("name the environment", () => {
    expect(environmentLabels("smoke-1")[environmentLabel]).toBe("smoke-1");
  });
});

describe("leaseAnnotations", () => {
  it("keep any owner as it is written", () => {
    const annotations = leaseAnnotations({ environmentId: "e", owner: "Team Ä / CI", ttl: "4h" });
    expect(annotations).toEqual({ "drill.biowerk/owner": "Team Ä / CI", "drill.biowerk/ttl": "4h" });
  });

  it("say when the environment was made and last renewed, where that is known", () => {
    const lease = { environmentId: "e", owner: "o", ttl: "4h", createdAt: "2026-01-01T00:00:00Z" };
    const annotations = leaseAnnotations({ ...lease, renewedAt: "2026-01-01T01:00:00Z" });
    expect(annotations["drill.biowerk/created"]).toBe("2026-01-01T00:00:00Z");
    expect(annotations["drill.biowerk/renewed-at"]).toBe("2026-01-01T01:00:00Z");
  });
});
