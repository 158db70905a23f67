import providerpb from "@pulumi/pulumi/proto/provider_pb.js";
import type { Change, Difference } from "./resource-provider.ts";

const { PropertyDiff } = providerpb;
const kinds = {
  add: [PropertyDiff.Kind.ADD, PropertyDiff.Kind.ADD_REPLACE],
  delete: [PropertyDiff.Kind.DELETE, PropertyDiff.Kind.DELETE_REPLACE],
  update: [PropertyDiff.Kind.UPDATE, PropertyDiff.Kind.UPDATE_REPLACE],
} as const;

/** The wire form of a difference: always a definite answer, always with the paths. */
export function differenceMessage({ changes, deleteBeforeReplace }: Difference): providerpb.DiffResponse {
  const { DIFF_SOME, DIFF_NONE } = providerpb.DiffResponse.DiffChanges;
  const replaces = changes.filter((change) => change.replace).map((change) => change.path);
  const response = new providerpb.DiffResponse()
    .setChanges(changes.length > 0 ? DIFF_SOME : DIFF_NONE)
    .setDiffsList([...new Set(changes.map(topLevelOf))])
    .setReplacesList(replaces)
    .setDeletebeforereplace(replaces.length > 0 && deleteBeforeReplace)
    .setHasdetaileddiff(true);
  for (const change of changes) {
    const kind = kinds[change.kind][change.replace ? 1 : 0];
    response.getDetaileddiffMap().set(change.path, new PropertyDiff().setKind(kind).setInputdiff(true));
  }
  return response;
}

function topLevelOf({ path }: Change): string {
  return path.split(/[.[]/, 1)[0] ?? path;
}
