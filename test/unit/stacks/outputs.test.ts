import { describe, expect, it } from "vitest";
import { environmentOutputs } from "../../../stacks/outputs.ts";
import { someOutputs } from "../../helpers/outputs.ts";

describe("outputs of an environment", () => {
  it("say how its pods are cut off", () => {
    const outputs = someOutputs({ podIsolation: "network-policy" });
    expect(environmentOutputs.parse(outputs)).toEqual(outputs);
  });

  it("of version 1 did not say it: the packet filter was all there was", () => {
    const older = Object.entries(someOutputs({ version: 1 })).filter(([key]) => key !== "podIsolation");
    expect(environmentOutputs.parse(Object.fromEntries(older))).toMatchObject({ podIsolation: "packet-filter" });
  });

  it.each([{ podIsolation: "prayer" }, { version: 3 }, { more: true }])("are nothing else: not with %j", (changed) => {
    expect(environmentOutputs.safeParse({ ...someOutputs(), ...changed }).success).toBe(false);
  });
});
