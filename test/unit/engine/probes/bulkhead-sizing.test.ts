import { describe, expect, it } from "vitest";
import { settings } from "../../../../contract/settings.ts";
import { tellsBulkheads } from "../../../../engine/probes/bulkhead-sizing.ts";
import { contextWith } from "./pods.ts";

const declared = "# TYPE bulkhead_capacity gauge";

describe("whether mesh tells its bulkheads", () => {
  it.each([
    ["a pod that names the metric, called or not", { a: declared, b: "" }, {}, true],
    ["pods that do not", { a: "", b: "" }, {}, "none of 2 pods of mesh has the metric bulkhead_capacity"],
    ["bulkheads that are switched off", { a: declared }, { BULKHEAD_ENABLED: "false" }, "its settings switch"],
  ])("%s", async (_, mesh, env, found) => {
    const told = await tellsBulkheads(contextWith({ mesh }), settings.parse(env));
    expect(told).toEqual(found === true ? true : expect.stringContaining(found as string));
  });
});
