import { expect, it } from "vitest";
import { newId } from "../../../cli/ids.ts";
import { clusterInputs } from "../../../toolchain/plugins/kind/inputs.ts";

it("gives distinct ids that can name a cluster", () => {
  const ids = Array.from({ length: 50 }, () => newId("load/sustained-with-a-long-name"));
  expect(new Set(ids).size).toBe(50);
  for (const name of ids) expect(clusterInputs.safeParse({ name, nodeImage: "n" }).success).toBe(true);
});
