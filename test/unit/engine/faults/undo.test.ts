import { describe, expect, it } from "vitest";
import { undoOperation } from "../../../../engine/faults/undo.ts";

const restore = (path: string) => ({
  op: "restore-fields",
  workload: { kind: "Deployment", name: "mesh" },
  fields: [{ path, value: 1 }],
});

describe("an undo", () => {
  it.each(["/spec/replicas", "/spec/template/spec/containers/0/resources", "/metadata/annotations/a~1b", "/a/-1x"])(
    "may put back the field %s",
    (path) => {
      expect(undoOperation.safeParse(restore(path)).error).toBeUndefined();
    },
  );

  it.each(["spec/replicas", "/", "", "/spec/template/spec/containers/0", "/spec/containers/-"])(
    "may not put back %j, which is no field",
    (path) => {
      expect(undoOperation.safeParse(restore(path)).success).toBe(false);
    },
  );

  it.each([
    { op: "delete-everything" },
    { op: "flush-chain", chain: "FORWARD" },
    { op: "reset-proxy", proxy: "" },
    { op: "reset-proxy", proxy: "redis", more: true },
  ])("is one of a closed set: not %j", (operation) => {
    expect(undoOperation.safeParse(operation).success).toBe(false);
  });
});
