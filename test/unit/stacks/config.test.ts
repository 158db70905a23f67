import { describe, expect, it } from "vitest";
import { DrillError } from "../../../common/errors.ts";
import { parseStackConfig } from "../../../stacks/config.ts";
import { connectedImages } from "../../../stacks/images.ts";

const lease = { environmentId: "smoke-1", owner: "someone" };
const upstream = {
  ...lease,
  images: "registry",
  registry: "registry.example.com/team",
  tag: "1.4.2",
  llmImage: "stub:1",
};
const reference = { ...lease, images: "reference", referenceImage: "biowerk-drill/reference:0123456789abcdef" };

function problemsOf(raw: Record<string, string>): string {
  try {
    parseStackConfig(raw);
  } catch (thrown) {
    if (thrown instanceof DrillError && thrown.code === "config.invalid") return thrown.message;
    throw thrown;
  }
  return "none";
}

const observed = {
  observability: "true",
  prometheusImage: "prometheus:1",
  alertmanagerImage: "alertmanager:1",
  postgresExporterImage: "postgres-exporter:1",
  redisExporterImage: "redis-exporter:1",
  metricsServerImage: "metrics-server:1",
  observerImage: "observer:1",
};

describe("parseStackConfig", () => {
  it("gives BIOwerk's own images with the official datastores where little is said", () => {
    expect(parseStackConfig(upstream)).toEqual({
      lease: { environmentId: "smoke-1", owner: "someone", ttl: "4h", createdAt: undefined, renewedAt: undefined },
      cluster: { kind: "kind", nodeImage: connectedImages.node, imageArchives: [], hostPort: 0 },
      biowerk: {
        images: { kind: "registry", registry: "registry.example.com/team", tag: "1.4.2" },
        env: {},
        sizes: { replicas: 1, cpuRequest: "20m", memoryRequest: "64Mi", memoryLimit: "512Mi" },
        serviceReplicas: {},
        autoscale: {},
      },
      backup: null,
      deploy: "all",
      secrets: {},
      chaos: null,
      observability: null,
      postgresImage: connectedImages.postgres,
      redisImage: connectedImages.redis,
      documents: { kind: "mongodb", image: connectedImages.mongodb },
      llm: { image: "stub:1", latencyMs: 20, errorRatio: 0, maxConcurrent: 0 },
      identityHeader: null,
    });
  });

  it("reads lists, objects and numbers from the strings that Pulumi keeps", () => {
    const config = parseStackConfig({
      ...upstream,
      imageArchives: '["/cache/a.tar"]',
      env: '{"RETRY_MAX_ATTEMPTS":2,"CACHE_ENABLED":false,"LOG_LEVEL":"DEBUG"}',
      hostPort: "18080",
      llmErrorRatio: "0.05",
    });
    expect(config.cluster).toMatchObject({ imageArchives: ["/cache/a.tar"], hostPort: 18_080 });
    expect(config.biowerk.env).toEqual({ RETRY_MAX_ATTEMPTS: "2", CACHE_ENABLED: "false", LOG_LEVEL: "DEBUG" });
    expect(config.llm.errorRatio).toBe(0.05);
  });

  it("takes an autoscaler that has metrics to go by, and room", () => {
    const config = parseStackConfig({ ...upstream, ...observed, replicas: "2", autoscale: '{"mesh":{"max":2}}' });
    expect(config.biowerk.autoscale).toEqual({ mesh: { max: 2 } });
    expect(config.observability).toMatchObject({ prometheus: "prometheus:1", observer: "observer:1" });
  });

  it("takes an empty string as unset", () => {
    expect(parseStackConfig({ ...upstream, identityHeader: "", ttl: "" })).toEqual(parseStackConfig(upstream));
  });

  it("plays the stub with the reference image unless told otherwise, and passes a defect on", () => {
    const config = parseStackConfig({ ...reference, defect: "slow-drafts" });
    expect(config.llm.image).toBe(reference.referenceImage);
    expect(config.biowerk.images).toEqual({ kind: "reference", image: reference.referenceImage });
    expect(Object.values(config.biowerk.env)).toEqual(["slow-drafts"]);
  });

  it("breaks links only where it is told to, and needs the images for it", () => {
    const images = { toxiproxyImage: "toxiproxy:2.12.0", guardImage: "guard:1" };
    expect(parseStackConfig({ ...upstream, ...images }).chaos).toBeNull();
    expect(parseStackConfig({ ...upstream, ...images, faultLinks: "true" }).chaos).toEqual(images);
    for (const key of ["toxiproxyImage", "guardImage"]) {
      const without = problemsOf({ ...upstream, ...images, faultLinks: "true", [key]: "" });
      expect(without).toContain(`biowerk:${key}: is unset`);
    }
  });

  it("gives single services a number of pods of their own", () => {
    const config = parseStackConfig({ ...upstream, replicas: "3", serviceReplicas: '{"mesh":2,"osteon":"1"}' });
    expect(config.biowerk).toMatchObject({ sizes: { replicas: 3 }, serviceReplicas: { mesh: 2, osteon: 1 } });
  });

  it("names every wrong key with its fix in one line", () => {
    const message = problemsOf({
      ...upstream,
      registy: "x",
      tag: "latest",
      hostPort: "70000",
      ttl: "90",
      env: '{"BAD-NAME":"1"}',
      documentsKind: "ferretdb",
    });
    expect(message.split("\n")).toHaveLength(1);
    expect(message).toContain("6 problems");
    for (const expected of [
      /biowerk:registy: .*did you mean registry\?/,
      /biowerk:tag: .*latest/,
      /biowerk:hostPort: .*65535/,
      /biowerk:ttl: "90".*1h30m/,
      /biowerk:env: BAD-NAME: /,
      /biowerk:documentsImage: is unset: /,
    ]) {
      expect(message).toMatch(expected);
    }
  });

  it("says a wrong key once", () => {
    expect(problemsOf({ ...upstream, tag: "latest" }).match(/biowerk:tag/g)).toHaveLength(1);
  });

  it.each<[string, Record<string, string>]>([
    ["registry", { registry: "" }],
    ["tag", { tag: "" }],
    ["llmImage", { llmImage: "" }],
    ["environmentId", { environmentId: "" }],
    ["owner", { owner: "" }],
    ["referenceImage", { images: "reference", registry: "", tag: "" }],
    ["kubeconfig", { clusterProvider: "existing", kubeContext: "lab" }],
    ["kubeContext", { clusterProvider: "existing", kubeconfig: "/k" }],
  ])("asks for %s", (key, changes) => {
    expect(problemsOf({ ...upstream, ...changes })).toContain(`biowerk:${key}: is unset`);
  });

  it.each<[string, Record<string, string>]>([
    ["defect", { defect: "slow-drafts" }],
    ["kubeContext", { kubeContext: "lab" }],
    ["kubeconfig", { kubeconfig: "relative/path" }],
    ["hostPort", { clusterProvider: "existing", kubeContext: "lab", kubeconfig: "/k", hostPort: "80" }],
    ["tag", { ...reference, registry: "" }],
    ["env", { env: '{"JWT_SECRET_KEY":"x"}' }],
    ["env", { env: "LOG_LEVEL=DEBUG" }],
    ["env", { env: '["LOG_LEVEL"]' }],
    ["imageArchives", { imageArchives: '["relative.tar"]' }],
    ["postgresImage", { postgresImage: "postgres:latest" }],
    ["postgresImage", { postgresImage: "localhost:5000/postgres" }],
    ["llmErrorRatio", { llmErrorRatio: "1.5" }],
    ["llmLatencyMs", { llmLatencyMs: "20ms" }],
    ["autoscale", { autoscale: '{"mesh":{"max":4}}' }],
    ["autoscale", { ...observed, autoscale: '{"mesh":{"max":11}}' }],
    ["autoscale", { ...observed, autoscale: '{"nobody":{"max":2}}' }],
    ["autoscale", { ...observed, serviceReplicas: '{"mesh":3}', autoscale: '{"mesh":{"max":2}}' }],
    ["cpuRequest", { cpuRequest: "20 m" }],
    ["memoryLimit", { memoryLimit: "512M" }],
    ["replicas", { replicas: "0" }],
    ["faultLinks", { faultLinks: "perhaps" }],
    ["guardImage", { faultLinks: "true", guardImage: "guard:latest" }],
    ["toxiproxyImage", { faultLinks: "true", toxiproxyImage: "toxiproxy" }],
    ["serviceReplicas", { serviceReplicas: '{"nobody":1}' }],
    ["serviceReplicas", { serviceReplicas: '{"mesh":0}' }],
    ["serviceReplicas", { serviceReplicas: '{"mesh":11}' }],
    ["serviceReplicas", { serviceReplicas: "2" }],
    ["createdAt", { createdAt: "yesterday" }],
    ["clusterProvider", { clusterProvider: "eks" }],
  ])("refuses a wrong or senseless %s", (key, changes) => {
    expect(problemsOf({ ...upstream, ...changes })).toContain(`biowerk:${key}: `);
  });

  it("never repeats the value of a variable, which may be a secret", () => {
    expect(problemsOf({ ...upstream, env: '{"POSTGRES_PASSWORD":"hunter2hunter2"}' })).not.toContain("hunter2");
  });

  it.each(["postgres@sha256:" + "a".repeat(64), "localhost:5000/team/postgres:16.11"])(
    "accepts the image %s",
    (image) => {
      expect(parseStackConfig({ ...upstream, postgresImage: image }).postgresImage).toBe(image);
    },
  );
});
