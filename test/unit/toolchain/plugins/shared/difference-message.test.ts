import providerpb from "@pulumi/pulumi/proto/provider_pb.js";
import { describe, expect, it } from "vitest";
import { differenceMessage } from "../../../../../toolchain/plugins/shared/difference-message.ts";

const { DiffChanges } = providerpb.DiffResponse;
const { Kind } = providerpb.PropertyDiff;

describe("differenceMessage", () => {
  it("says for certain that nothing changed", () => {
    const message = differenceMessage({ changes: [], deleteBeforeReplace: true }).toObject();
    expect(message).toMatchObject({ changes: DiffChanges.DIFF_NONE, replacesList: [], deletebeforereplace: false });
    expect(message.hasdetaileddiff).toBe(true);
  });

  it("names every path with its kind, and each top-level property once", () => {
    const message = differenceMessage({
      changes: [
        { path: "spec.clusterIP", kind: "update", replace: true },
        { path: 'spec["a.b"]', kind: "add", replace: false },
        { path: "ports[0]", kind: "delete", replace: false },
      ],
      deleteBeforeReplace: true,
    });
    expect(message.getChanges()).toBe(DiffChanges.DIFF_SOME);
    expect(message.getDiffsList()).toEqual(["spec", "ports"]);
    expect(message.getReplacesList()).toEqual(["spec.clusterIP"]);
    expect(message.getDeletebeforereplace()).toBe(true);
    const kinds: unknown[] = [];
    message.getDetaileddiffMap().forEach((diff, path) => kinds.push([path, diff.getKind()]));
    expect(kinds).toEqual([
      ["ports[0]", Kind.DELETE],
      ["spec.clusterIP", Kind.UPDATE_REPLACE],
      ['spec["a.b"]', Kind.ADD],
    ]);
  });

  it("does not ask for a deletion first where nothing is replaced", () => {
    const changes = [{ path: "a", kind: "update" as const, replace: false }];
    expect(differenceMessage({ changes, deleteBeforeReplace: true }).getDeletebeforereplace()).toBe(false);
  });
});
