import { describe, expect, it } from "vitest";
import type { Configuration } from "../../../../engine/backup/configuration.ts";
import { configurationEqual } from "../../../../engine/backup/configuration-equal.ts";
import type { ClusterApi } from "../../../../engine/probes/cluster-api.ts";
import { someOutputs } from "../../../helpers/outputs.ts";
import { clusterWith, deploymentOf, scalerOf, someConfiguration } from "./some-configuration.ts";

const kinds = ["feature flags", "limits", "routes", "other settings", "autoscalers"];

async function observed(was: Configuration, api: ClusterApi) {
  const { signal } = new AbortController();
  return configurationEqual("configuration-equal", was).observe({
    api,
    environment: someOutputs(),
    runId: "r",
    signal,
  });
}

describe("configuration-equal", () => {
  it("says of each kind that nothing differs", async () => {
    const was = someConfiguration({
      services: { mesh: { CACHE_ENABLED: "true", LOG_LEVEL: "INFO" } },
      autoscalers: { mesh: { min: 1, max: 2 } },
      stack: { replicas: "1" },
    });
    const env = [
      { name: "LOG_LEVEL", value: "INFO" },
      { name: "CACHE_ENABLED", value: "true" },
    ];
    const api = clusterWith([deploymentOf("mesh", env)], [scalerOf("mesh", { minReplicas: 1, maxReplicas: 2 })]);
    expect(await observed(was, api)).toEqual(kinds.map((subject) => ({ subject, ok: true, detail: "none differs" })));
  });

  it("says of the kind that differs what was and what is, and leaves the others whole", async () => {
    const was = someConfiguration({ services: { mesh: { CACHE_ENABLED: "true", LOG_LEVEL: "INFO" } } });
    const api = clusterWith([deploymentOf("mesh", [{ name: "CACHE_ENABLED", value: "false" }])]);
    const found = await observed(was, api);
    expect(found.filter(({ ok }) => ok === false)).toEqual([
      { subject: "feature flags", ok: false, detail: "mesh CACHE_ENABLED: was true, is false" },
      { subject: "other settings", ok: false, detail: "mesh LOG_LEVEL: was INFO, is not set" },
    ]);
    expect(found.map(({ subject }) => subject)).toEqual(kinds);
  });

  it("sees an autoscaler that did not come back", async () => {
    const was = someConfiguration({ autoscalers: { mesh: { min: 1, max: 2 } } });
    expect(await observed(was, clusterWith([]))).toContainEqual({
      subject: "autoscalers",
      ok: false,
      detail: "mesh: was 1 to 2, is not set",
    });
  });

  it("names a few of many", async () => {
    const variables = Array.from({ length: 40 }, (_, at) => [`SETTING_${at}`, "1"]);
    const was = someConfiguration({ services: { mesh: Object.fromEntries(variables) as Record<string, string> } });
    const found = await observed(was, clusterWith([]));
    expect(found.find(({ ok }) => ok === false)?.detail.split("; ")).toHaveLength(5);
  });
});
