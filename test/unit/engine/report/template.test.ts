import { describe, expect, it } from "vitest";
import { markup } from "../../../../engine/report/template.ts";
import type { Markup } from "../../../../engine/report/template.ts";
import { payload } from "./hostile.ts";
import { readMarkup } from "./markup-reader.ts";

describe("markup", () => {
  it("escapes text so that it cannot open a tag or leave an attribute", () => {
    const hostile = `<b title="x">&'`;
    expect(markup`<p title="${hostile}">${hostile}</p>`.text).toBe(
      '<p title="&lt;b title=&quot;x&quot;&gt;&amp;&#39;">&lt;b title=&quot;x&quot;&gt;&amp;&#39;</p>',
    );
  });

  it("puts other markup in as it is, also from lists, once", () => {
    const items = ["a", "<"].map((item) => markup`<li>${item}</li>`);
    expect(markup`<ul>${items}</ul>`.text).toBe("<ul><li>a</li><li>&lt;</li></ul>");
  });

  it("leaves nothing for null, undefined and false, and writes zero", () => {
    expect(markup`[${null}${undefined}${false}${0}]`.text).toBe("[0]");
  });

  it("escapes what only looks like markup", () => {
    const forged = JSON.parse(`{"text":"<script>"}`) as Markup;
    expect(markup`${forged}`.text).not.toContain("<script>");
  });

  it("replaces what XML cannot hold", () => {
    expect(markup`${"a\u0000\u001b\ud800b\tc\n"}`.text).toBe("a\ufffd\ufffd\ufffdb\tc\n");
  });

  it("keeps the worst text whole and harmless", () => {
    const { children } = readMarkup(markup`<p title="${payload}">${payload}</p>`.text);
    expect(children).toHaveLength(1);
    expect(children[0]?.children).toEqual([]);
    const readable = payload.replace(/[\u0000\ud800]/g, "\ufffd");
    expect(children[0]?.text).toBe(readable);
    expect(children[0]?.attributes["title"]).toBe(readable);
  });
});
