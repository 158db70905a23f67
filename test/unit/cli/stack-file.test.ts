import { expect, it } from "vitest";
import { clusterDefaultsOf } from "../../../cli/stack-file.ts";

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
