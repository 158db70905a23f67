import { afterEach, describe, expect, it, vi } from "vitest";
import program from "../../stacks/index.ts";
import { record, valueOf } from "../helpers/pulumi-recorder.ts";

const config = {
  "biowerk:images": "registry",
  "biowerk:registry": "registry.example.com/team",
  "biowerk:tag": "1.4.2",
  "biowerk:llmImage": "stub:1",
  "kubernetes:context": "production",
};

afterEach(() => vi.unstubAllEnvs());

describe("the program", () => {
  it("names the environment after the stack and its user after whoever is logged in, unless told", async () => {
    const { result, find } = await record(program, { config, preview: true });
    expect(result.environmentId).toBe("test");
    const annotations = find(":core/v1:Namespace", "environment-namespace").inputs["metadata"] as object;
    expect(annotations).toMatchObject({ annotations: { "drill.biowerk/owner": expect.stringMatching(/.+/) } });
    const told = await record(program, { config: { ...config, "biowerk:environmentId": "mine" }, preview: true });
    expect(await valueOf(told.result.namespace)).toBe("biowerk-mine");
  });

  it("runs what this machine can run", async () => {
    vi.stubEnv("DRILL_STACK_DEFAULTS", '{"nodeImage":"local/node:1"}');
    const { find } = await record(program, { config, preview: true });
    expect(find("kind:index:Cluster", "cluster-kind").inputs["nodeImage"]).toBe("local/node:1");
  });

  it("makes nothing of a wrong config, and says what is wrong and how to mend it", async () => {
    const wrong = record(program, { config: { ...config, "biowerk:tagg": "2" } });
    await expect(wrong).rejects.toThrow(/biowerk:tagg: .*did you mean tag\?.*\n.*pulumi config set/s);
    await expect(wrong).rejects.toMatchObject({ cause: { __pulumiRunError: true }, resources: [] });
  });
});
