import { expect, it } from "vitest";
import { clusterDefaultsOf, limiterOf } from "../../../cli/stack-file.ts";

const autoscale = '{"mesh":{"max":2}}';

it("names what a throwaway cluster does otherwise, where anything scales there", () => {
  expect(clusterDefaultsOf({ autoscale })).toEqual([expect.stringContaining("autoscalers look every 5 s")]);
  expect(clusterDefaultsOf({ autoscale, clusterProvider: "kind" })).toHaveLength(1);
});

it("has nothing to name where nothing scales, or where the cluster is somebody's own", () => {
  expect(clusterDefaultsOf({})).toEqual([]);
  expect(clusterDefaultsOf({ autoscale: "{}" })).toEqual([]);
  expect(clusterDefaultsOf({ autoscale, clusterProvider: "existing" })).toEqual([]);
});

it("refuses a header for identities that BIOwerk's own images take for a credential", () => {
  const asked = { images: "registry", identityHeader: "X-API-Key" };
  expect(() => limiterOf(asked)).toThrow(expect.objectContaining({ code: "config.identity-header" }));
  expect(limiterOf({ ...asked, identityHeader: "" })).toBeNull();
  expect(limiterOf({ ...asked, images: "reference" })).toMatchObject({ header: "X-API-Key" });
});
