import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { observabilityImages } from "../../../../toolchain/images/connected.ts";
import { observabilityConfig } from "../../../../toolchain/images/observability-images.ts";
import { tools } from "../../../../toolchain/pins.ts";
import { configKeys } from "../../../../stacks/config-keys.ts";

const root = join(import.meta.dirname, "../../../..");

describe("the images that observe", () => {
  it("are named to the stack by keys that it knows", () => {
    const config = observabilityConfig({ ...observabilityImages, observer: "observer:1" }, "/cache/images.tar");
    for (const [key, text] of Object.entries(config)) {
      const { schema } = configKeys[key as keyof typeof configKeys];
      expect(schema.safeParse(text).error, key).toBeUndefined();
    }
  });

  it("have one version of metrics-server in both worlds", () => {
    expect(observabilityImages.metricsServer).toContain(`:v${tools.metricsServer.version}`);
  });

  it.each(["prometheus", "alertmanager", "postgres-exporter", "redis-exporter", "metrics-server", "observer"])(
    "%s does not run as root",
    (name) => {
      const dockerfile = readFileSync(join(root, "toolchain/images", name, "Dockerfile"), "utf8");
      expect(dockerfile).toMatch(/^USER 655\d+:655\d+$/m);
    },
  );
});
