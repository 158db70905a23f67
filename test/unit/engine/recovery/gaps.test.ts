import { describe, expect, it } from "vitest";
import { type Gap, gapsDocument, gapsDocumentOf } from "../../../../engine/recovery/gaps.ts";

const gapOf = (kind: Gap["kind"], subject: string): Gap => ({ kind, subject, detail: "d", remedy: "r" });

describe("gapsDocumentOf", () => {
  it("makes the same document of the same gaps, whatever their order, each once", () => {
    const gaps = [gapOf("not-restored", "x"), gapOf("missing-secret", "b"), gapOf("missing-secret", "a")];
    const document = gapsDocumentOf(gaps);
    expect(document.gaps.map(({ subject }) => subject)).toEqual(["a", "b", "x"]);
    expect(gapsDocumentOf([...gaps, ...gaps].reverse())).toEqual(document);
  });

  it("makes a document of its schema, also of none", () => {
    for (const gaps of [[], [gapOf("manual-step", "unseal")]]) {
      expect(gapsDocument.parse(JSON.parse(JSON.stringify(gapsDocumentOf(gaps)))).gaps).toEqual(gaps);
    }
  });
});
