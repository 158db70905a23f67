import { resolve } from "node:path";
import { execa } from "execa";
import { describe, expect, it } from "vitest";

const program = resolve(import.meta.dirname, "../../fixtures/cli/interruptible.ts");

/** Starts the program and sends it the signals, each once it has said what the one before made it say. */
async function interrupted(signals: [NodeJS.Signals, ...NodeJS.Signals[]], endsAfterMs: number) {
  const child = execa(process.execPath, [program, String(endsAfterMs)], { reject: false });
  const cues = ["ready", "ending in order"];
  const heard = (async () => {
    for await (const line of child.iterable({ from: "stderr" })) {
      const signal = signals[cues.findIndex((cue) => line.includes(cue))];
      if (signal !== undefined) child.kill(signal);
    }
  })();
  const result = await child;
  await heard;
  return result;
}

describe("catchInterrupts", () => {
  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("ends in order at the first %s", async (signal, code) => {
    const { exitCode, stderr } = await interrupted([signal], 0);
    expect(stderr).toContain("ended in order");
    expect(exitCode).toBe(code);
  });

  it("stops at once at the second and says what is left and what removes it", async () => {
    const { exitCode, stderr } = await interrupted(["SIGINT", "SIGINT"], 15_000);
    expect(stderr).not.toContain("ended in order");
    expect(stderr).toContain("environment e1 (drill down e1)");
    expect(exitCode).toBe(130);
  });
});
