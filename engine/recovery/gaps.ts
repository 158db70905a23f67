import * as z from "zod";

export const gapKinds = [
  /** a name that the source of secrets lacks */
  "missing-secret",
  "migration-pending",
  /** the migrations contradict each other or the database */
  "migration-broken",
  /** a script that the playbook names is not there or does not work */
  "upstream-script",
  /** something that a person had to do */
  "manual-step",
  /** something that the source had and the target has not */
  "not-restored",
] as const;

/** What stands between a disaster and a recovery without help. Names secrets and never holds one. */
export const gap = z.strictObject({
  kind: z.enum(gapKinds),
  /** the secret, revision, script, step or thing that is meant */
  subject: z.string().min(1),
  detail: z.string(),
  /** what to do so that it is none the next time */
  remedy: z.string(),
});
export type Gap = z.infer<typeof gap>;

/** gaps.json, which lies beside a backup. */
export const gapsDocument = z.strictObject({
  schema: z.literal("biowerk-drill/gaps/1"),
  gaps: z.array(gap),
});
export type GapsDocument = z.infer<typeof gapsDocument>;

/** The document of these gaps: by kind and subject, each once, so that the same gaps make the same document. */
export function gapsDocumentOf(gaps: readonly Gap[]): GapsDocument {
  const order = (each: Gap) => JSON.stringify([gapKinds.indexOf(each.kind), each.subject, each.detail, each.remedy]);
  const distinct = new Map(gaps.map((each) => [order(each), each]));
  const sorted = [...distinct].sort(([one], [other]) => (one < other ? -1 : 1));
  return { schema: "biowerk-drill/gaps/1", gaps: sorted.map(([, each]) => each) };
}
