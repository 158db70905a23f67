import { describe, expect, it } from "vitest";
import { differences } from "../../../../engine/probes/openapi-diff.ts";

const document = () => ({
  paths: { "/plan": { post: { summary: "Plan", responses: { "200": { description: "ok" } } } } },
  components: {
    schemas: { Msg: { type: "object", required: ["origin", "target"], properties: { title: { type: "string" } } } },
  },
});

/** The same document, in which anything may be missing. */
interface Loose {
  paths: Record<string, { post?: { summary: string; responses: Record<string, unknown> } }>;
  components: { schemas: { Msg: { type: string; required: string[]; properties: { title?: { type: string } } } } };
}

const changed = (change: (copy: Loose) => unknown) => {
  const copy: Loose = document();
  change(copy);
  return differences(document(), copy);
};

describe("differences", () => {
  it("finds none in equal documents, whatever the order of sets and the texts", () => {
    expect(
      changed((copy) => {
        copy.components.schemas.Msg.required.reverse();
        const post = copy.paths["/plan"]?.post;
        if (post !== undefined) post.summary = "Another text";
      }),
    ).toEqual([]);
  });

  it.each<[string, (copy: Loose) => unknown, string]>([
    ["a missing path", (copy) => delete copy.paths["/plan"], "paths./plan is missing"],
    ["a further path", (copy) => (copy.paths["/x"] = {}), "paths./x is not in the snapshot"],
    ["a missing method", (copy) => delete copy.paths["/plan"]?.post, "paths./plan.post is missing"],
    ["a lost response", (copy) => delete copy.paths["/plan"]?.post?.responses["200"], "responses.200 is missing"],
    [
      "another type",
      (copy) => (copy.components.schemas.Msg.properties.title = { type: "integer" }),
      '"integer" instead',
    ],
    ["a field named title", (copy) => delete copy.components.schemas.Msg.properties.title, "title is missing"],
    ["another requirement", (copy) => copy.components.schemas.Msg.required.pop(), "required"],
  ])("names %s", (_what, change, said) => {
    const found = changed(change);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(said);
  });
});
