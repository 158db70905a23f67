import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { record, valueOf } from "../helpers/pulumi-recorder.ts";

class Thing extends pulumi.CustomResource {
  declare readonly made: pulumi.Output<string>;
  constructor(name: string, inputs: pulumi.Inputs = {}, opts?: pulumi.CustomResourceOptions) {
    super("test:index:Thing", name, { made: undefined, ...inputs }, opts);
  }
}

// The recorder stands on parts of the SDK that it does not promise to keep: these fail loudly when one changes.
describe("the recorder", () => {
  it("remembers what the SDK's own mocks forget", async () => {
    const { find } = await record(() => {
      const parent = new pulumi.ComponentResource("test:index:Parent", "parent");
      const base = new Thing("base", {}, { parent });
      new Thing("thing", { open: 1, hidden: pulumi.secret("x") }, { parent, deletedWith: base, dependsOn: [base] });
    });
    const base = find("test:index:Thing", "base");
    expect(find("test:index:Thing", "thing")).toMatchObject({
      parent: find("test:index:Parent", "parent").urn,
      deletedWith: base.urn,
      dependencies: [base.urn],
      inputs: { open: 1, hidden: "x" },
      secretInputs: ["hidden"],
    });
  });

  it("knows outputs, and in a preview does not", async () => {
    const program = () => new Thing("thing").made;
    expect(await valueOf((await record(program, { answer: () => ({ made: "now" }) })).result)).toBe("now");
    expect(await valueOf((await record(program, { preview: true })).result)).toBeUndefined();
  });

  it("fails on a name that is taken", async () => {
    const twice = record(() => {
      new Thing("thing");
      new Thing("thing");
    });
    await expect(twice).rejects.toThrow(/duplicate resource .*thing/);
  });

  it("fails on a rejection that nobody handles", async () => {
    const stray = record(() => {
      new Thing("thing", { value: Promise.reject(new Error("stray")) });
    });
    await expect(stray).rejects.toThrow(/stray/);
  });
});
