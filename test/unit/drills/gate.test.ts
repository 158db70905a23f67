import { describe, expect, it } from "vitest";
import { gate } from "../../../drills/gate.ts";
import type { Probe } from "../../../engine/probes/probe.ts";
import type { Session } from "../../../engine/session.ts";

/** Runs the gate with played probes. @param seen what each look finds, in order */
async function gateWith(seen: boolean[]): Promise<{ looks: string[]; aborted: string | undefined }> {
  const looks: string[] = [];
  const session = {
    phase: async (_name: string, body: () => Promise<void>) => body(),
    observe: async ({ name }: Probe) => seen[looks.push(name) - 1] ?? false,
    abort: (reason: string) => {
      throw new Error(reason);
    },
  } as unknown as Session;
  const aborted = await gate(session).then(
    () => undefined,
    (thrown: unknown) => (thrown as Error).message,
  );
  return { looks, aborted };
}

describe("the gate", () => {
  it("lets a steady system through", async () => {
    expect(await gateWith([true, true])).toEqual({ looks: ["services-ready", "services-green"], aborted: undefined });
  });

  it("ends where services are not ready", async () => {
    expect(await gateWith([false])).toEqual({ looks: ["services-ready"], aborted: "services are not ready" });
  });

  it("looks at the pods again where services are not green, for they may have restarted", async () => {
    expect(await gateWith([true, false, true])).toEqual({
      looks: ["services-ready", "services-green", "services-ready"],
      aborted: "services are not green",
    });
  });
});
