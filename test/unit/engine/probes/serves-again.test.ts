import { expect, it, onTestFinished, vi } from "vitest";
import { servesAgain } from "../../../../engine/probes/serves-again.ts";
import { contextOf } from "./context.ts";

it("takes no answer for service again that comes later than it may", async () => {
  vi.stubGlobal("fetch", async () => Response.json({ ok: true, output: {} }));
  onTestFinished(() => void vi.unstubAllGlobals());
  const probe = servesAgain("again", { target: "osteon", intent: "draft", input: {} }, 0, -1);
  const seen = await probe.observe(contextOf(() => ({ status: 404, body: "" })));
  expect(seen).toMatchObject([{ subject: "osteon/draft, each within -1 ms", ok: false }]);
  expect(seen[0]?.detail).toMatch(/an answer took \d+ ms/);
});
