import { describe, expect, it, vi } from "vitest";
import { eventually, type Look } from "../../../../engine/probes/eventually.ts";
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

  it("counts its time from where what it looks at began", async () => {
    const waits = eventually("p", "s", 5_000, async () => ({ ok: false, detail: "closed" }));
    const [seen] = await waits.observe({ ...context, sinceMs: Date.now() - 6_000 });
    expect(seen).toMatchObject({ ok: false, detail: "not within 0.0 s: closed" });
  });

  it("does not take what a look that took long brings too late", async () => {
    let now = 0;
    const clock = vi.spyOn(performance, "now").mockImplementation(() => (now += 6_000));
    const slow = eventually("p", "s", 500, async () => ({ ok: true, detail: "open" }));
    const [seen] = await slow.observe(context);
    clock.mockRestore();
    expect(seen).toEqual({ subject: "s", ok: false, detail: "only after 6.0 s: open" });
  });

  it("observes nothing once all ends", async () => {
    const ended = new AbortController();
    const look: Look = async () => {
      ended.abort(new Error("stopped"));
      return { ok: false, detail: "closed" };
    };
    const probe = eventually("p", "s", 0, look);
    await expect(probe.observe({ ...context, signal: ended.signal })).rejects.toThrow("stopped");
  });
});

describe("eventually, by more than one look", () => {
  /** What comes of looks that find this, one after the other, half a second apart. */
  async function seen(looks: (boolean | null)[], withinMs: number) {
    let n = 0;
    const look: Look = async () => ({ ok: looks[n++] ?? null, detail: `look ${n}` });
    return (await eventually("p", "s", withinMs, look, 2).observe(context))[0];
  }

  it.concurrent("takes the first of them for when it came", async () => {
    const came = await seen([false, true, true], 5_000);
    expect(came).toMatchObject({ ok: true, detail: expect.stringMatching(/^after 0\.\d s: look 3$/) });
    expect(came?.ms).toBeGreaterThan(450);
  });

  it.concurrent.each<[string, (boolean | null)[]]>([
    ["was there for a moment", [true, false]],
    ["could then not be looked at", [true, null]],
  ])("does not take what %s", async (_what, looks) => {
    expect(await seen(looks, 0)).toMatchObject({ ok: looks.at(-1), detail: expect.stringContaining("look 2") });
  });

  it.concurrent("starts to count anew", async () => {
    expect(await seen([true, false, true, true], 5_000)).toMatchObject({
      ok: true,
      detail: expect.stringContaining("look 4"),
    });
  });

  it.concurrent("confirms after the deadline what came before it", async () => {
    expect(await seen([true, true], 0)).toMatchObject({ ok: true, detail: "after 0.0 s: look 2" });
  });
});
