import { once } from "node:events";
import { spawn } from "node:child_process";
import { describe, expect, it } from "vitest";
import { killTagged, operationTag } from "../../../../engine/environment/operation-tag.ts";

/** A process in a group of its own, as Pulumi starts its plugins, that has a child. */
function startTagged(tag: string) {
  const env = { ...process.env, [operationTag]: tag };
  return spawn("sh", ["-c", "sleep 60 & echo $!; wait"], { detached: true, env, stdio: ["ignore", "pipe", "ignore"] });
}

describe.skipIf(process.platform !== "linux")("killTagged (Linux)", () => {
  it("ends every process of the operation, whatever its group, and no other", async () => {
    const mine = startTagged("smoke-a1/x");
    const others = startTagged("smoke-a1/y");
    await Promise.all([once(mine.stdout, "data"), once(others.stdout, "data")]);
    killTagged("smoke-a1/x");
    // Both of its processes held the pipe: it closes with the last of them.
    expect(await once(mine, "close")).toEqual([null, "SIGKILL"]);
    expect(others.exitCode ?? others.signalCode).toBeNull();
    killTagged("smoke-a1/y");
    expect(await once(others, "close")).toEqual([null, "SIGKILL"]);
  });
});
