import { describe, expect, it } from "vitest";
import { inputs } from "../../../contract/inputs.ts";
import { demoRequests, gatedLoads } from "../../../contract/payloads.ts";
import { agents, endpoints, meshPath } from "../../../contract/services.ts";

const schemaOf = (agent: string, endpoint: string) =>
  (inputs as Record<string, Record<string, { safeParse: (input: unknown) => { success: boolean } }>>)[agent]?.[
    endpoint
  ];

describe("the inputs", () => {
  it("cover every endpoint of every agent, and nothing else", () => {
    for (const agent of agents) expect(Object.keys(inputs[agent]).sort()).toEqual([...endpoints[agent]].sort());
  });

  it.each([...demoRequests.map(({ path, payload }) => ({ path, input: payload.input })), ...gatedLoads])(
    "take what is sent to $path",
    ({ path, input }) => {
      const [agent = "", endpoint = ""] = path.split("/").slice(2);
      expect(schemaOf(agent, endpoint)?.safeParse(input).success).toBe(true);
    },
  );

  it.each([
    ["nucleus", "plan", {}],
    ["nucleus", "plan", { goal: "g", surprise: 1 }],
    ["osteon", "draft", {}],
    ["osteon", "draft", { goal: "" }],
    ["osteon", "edit", { text: "x".repeat(10_001) }],
    ["myocyte", "ingest_table", { tables: [] }],
    ["myocyte", "ingest_table", { tables: [{ id: "t", name: "n", headers: ["a"], rows: [[{}]] }] }],
    ["synapse", "storyboard", { topic: "t", num_slides: "5" }],
    ["synapse", "slide_make", { storyboard: [] }],
    ["circadian", "plan_timeline", {}],
    ["chaperone", "import_artifact", {}],
  ])("%s %s does not take %j", (agent, endpoint, input) => {
    expect(schemaOf(agent, endpoint)?.safeParse(input).success).toBe(false);
  });

  it.each([
    ["circadian", "track", { anything: 1 }],
    ["chaperone", "import_artifact", { content: "c", anything: 1 }],
    ["osteon", "export", {}],
    ["myocyte", "ingest_table", { tables: [{ id: "t", name: "n", headers: ["a"], rows: [[1]] }] }],
  ])("%s %s takes %j", (agent, endpoint, input) => {
    expect(schemaOf(agent, endpoint)?.safeParse(input).success).toBe(true);
  });
});

describe("the payloads", () => {
  it("are sent where the envelope says", () => {
    for (const { path, target, intent } of gatedLoads) expect(path).toBe(meshPath(target, intent));
    for (const { path, payload } of demoRequests) expect(path).toBe(`/v1/${payload.target}/${payload.intent}`);
  });

  it("reach every agent once, and each gated endpoint has a name of its own", () => {
    expect(demoRequests.map(({ payload }) => payload.target).sort()).toEqual([...agents].sort());
    expect(gatedLoads.map(({ name }) => name)).toEqual(["plan", "draft", "ingest", "storyboard"]);
  });
});
