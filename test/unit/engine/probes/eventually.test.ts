import { describe, expect, it } from "vitest";
import { eventually } from "../../../../engine/probes/eventually.ts";
import { contextOf } from "./context.ts";

const context = contextOf(() => ({ status: 200, body: "" }));

describe("eventually", () => {
  it("measures how long it took to come", async () => {
    const probe = eventually("p", "s", 0, async () => ({ ok: true, detail: "open" }));
    const [seen] = await probe.observe(context);
    expect(seen).toMatchObject({ subject: "s", ok: true, detail: expect.stringMatching(/^after \d+\.\d s: open$/) });
    expect(seen?.ms).toBeGreaterThanOrEqual(0);
  });

  it("measures nothing where it did not come, or could not be looked at", async () => {
    const late = eventually("p", "s", 0, async () => ({ ok: false, detail: "closed" }));
    const blind = eventually("p", "s", 0, () => Promise.reject(new Error("no answer")));
    expect((await late.observe(context))[0]).toEqual({ subject: "s", ok: false, detail: "not within 0.0 s: closed" });
    expect((await blind.observe(context))[0]).toEqual({
      subject: "s",
      ok: null,
      detail: "not within 0.0 s: no answer",
    });
  });
});
