import { describe, expect, it } from "vitest";
import { connectedImages } from "../../../stacks/images.ts";
import { worldDefaults } from "../../../stacks/world-defaults.ts";

const env = {
  DRILL_STACK_DEFAULTS: '{"postgresImage":"local/postgres:1","imageArchives":"[\\"/cache/images.tar\\"]"}',
};

describe("worldDefaults", () => {
  it("fills in what nobody set, also where Pulumi filled in the project's default", () => {
    const raw = { postgresImage: connectedImages.postgres, imageArchives: "[]", ttl: "2h" };
    const applied = { postgresImage: "local/postgres:1", imageArchives: '["/cache/images.tar"]' };
    expect(worldDefaults(raw, env)).toEqual({ ...applied, ttl: "2h" });
    expect(worldDefaults({}, env)).toEqual(applied);
  });

  it("leaves what somebody set", () => {
    expect(worldDefaults({ postgresImage: "mine:1" }, env)["postgresImage"]).toBe("mine:1");
  });

  it("changes nothing where the machine says nothing", () => {
    expect(worldDefaults({ ttl: "2h" }, {})).toEqual({ ttl: "2h" });
    expect(worldDefaults({ ttl: "2h" }, { DRILL_STACK_DEFAULTS: "" })).toEqual({ ttl: "2h" });
  });

  it.each(["no json", '["list"]', '{"replicas":1}'])("refuses %s", (text) => {
    expect(() => worldDefaults({}, { DRILL_STACK_DEFAULTS: text })).toThrow(
      expect.objectContaining({ code: "config.world" }),
    );
  });
});
