/** What can be wrong with a backup, as a check without any server sees it. */
export const damageCodes = [
  "manifest-missing",
  "manifest-unreadable",
  /** it contradicts itself: a name twice, or a part that lies in an object of which it knows nothing */
  "manifest-inconsistent",
  "signature-missing",
  "signature-bad",
  "signature-unknown-key",
  "object-missing",
  "object-size",
  "object-hash",
  /** it lies there and the manifest does not name it */
  "object-unknown",
  /** its bytes are those that were stored, and they cannot be opened or make no sense */
  "object-unreadable",
  "key-wrong",
  "part-count",
  "part-digest",
  "part-missing",
  "part-unknown",
] as const;
export type DamageCode = (typeof damageCodes)[number];

/** One thing that is wrong with a backup. */
export interface Damage {
  code: DamageCode;
  /** key of the object that it was found in; "store: part" where a part lies in none or in several */
  object: string;
  /** what was expected and what was found */
  detail: string;
}
