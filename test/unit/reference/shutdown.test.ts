import Fastify from "fastify";
import { describe, expect, it } from "vitest";
import { registerDrain } from "../../../reference/server/drain.ts";
import { shutDown } from "../../../reference/server/shutdown.ts";
import { listen } from "./helpers/running.ts";

describe("a shutdown", () => {
  it("lets requests under way end, sends clients elsewhere, and leaves behind what does not end", async () => {
    const app = Fastify({ forceCloseConnections: "idle" });
    const drain = registerDrain(app);
    const underWay = Promise.withResolvers<void>();
    const finished = Promise.withResolvers<string>();
    app.get("/slow", () => {
      underWay.resolve();
      return finished.promise;
    });
    const url = await listen(app);
    const asked = fetch(`${url}/slow`);
    await underWay.promise;
    let stopped = false;
    const stop = () => {
      stopped = true;
      return new Promise<void>(() => undefined);
    };
    setTimeout(() => finished.resolve("done"), 50);
    await shutDown({ app, drain, start: () => undefined, stop }, { lingerMs: 1, closeMs: 20_000, stopMs: 1 });
    const answer = await asked;
    expect(answer.headers.get("connection")).toBe("close");
    expect(await answer.text()).toBe("done");
    expect(stopped).toBe(true);
    await expect(fetch(url)).rejects.toThrow();
  });
});
