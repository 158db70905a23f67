import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { demoDataset, demoRequests } from "../../../contract/payloads.ts";

/** BIOwerk's own file, where it lies beside this checkout. */
const file = resolve(import.meta.dirname, "../../../../shared/biowerk/demo_requests.json");
const missing = existsSync(file) ? "" : ` (skipped: there is no file ${file})`;

describe("a demo dataset", () => {
  it.skipIf(missing !== "")(`is read in BIOwerk's format${missing}`, () => {
    const own = demoDataset.parse(JSON.parse(readFileSync(file, "utf8")));
    expect(own.requests.map(({ path }) => path)).toEqual(demoRequests.map(({ path }) => path));
    expect(own.requests.map(({ label }) => label)).toEqual(demoRequests.map(({ label }) => label));
  });

  it("is what the requests here would be as a file", () => {
    const dataset = { requests: demoRequests };
    expect(demoDataset.parse(JSON.parse(JSON.stringify(dataset)))).toEqual(dataset);
  });

  it.each([
    ["nothing", {}],
    ["no request", { requests: [] }],
    ["no envelope", { requests: [{ label: "l", path: "/v1/a/b", payload: { origin: "o" } }] }],
    ["a whole address for a path", { requests: [{ ...demoRequests[0], path: "http://mesh/v1/a/b" }] }],
  ])("with %s is refused", (_, dataset) => {
    expect(demoDataset.safeParse(dataset).success).toBe(false);
  });
});
