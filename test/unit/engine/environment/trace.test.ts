import { createServer } from "node:net";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { trace } from "../../../../engine/environment/trace.ts";

describe.skipIf(process.platform !== "linux")("trace (Linux)", () => {
  it("tells a process by its parents, its command and its operation, and by nothing else in its environment", async () => {
    const env = { DRILL_OPERATION: "smoke-a1/x", REMEMBERED: "load-b2" };
    const child = execa("sleep", ["60.25"], { env, reject: false });
    const [traced] = await trace([{ kind: "processes", name: `${child.pid} sleep` }]);
    child.kill("SIGKILL");
    await child;
    expect(traced?.process).toMatchObject({ pid: child.pid, lineage: expect.arrayContaining([process.pid]) });
    expect(traced?.process?.text).toContain("sleep 60.25");
    expect(traced?.process?.text).toContain("DRILL_OPERATION=smoke-a1/x");
    expect(traced?.process?.text).toContain(process.cwd());
    expect(traced?.process?.text).not.toContain("load-b2");
  });

  it("finds the process behind a port, and none behind other things", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    const traces = await trace([
      { kind: "ports", name: `127.0.0.1:${port}` },
      { kind: "volumes", name: "v" },
    ]);
    await new Promise((resolve) => server.close(resolve));
    expect(traces.map((each) => each.process?.pid)).toEqual([process.pid, undefined]);
  });
});
