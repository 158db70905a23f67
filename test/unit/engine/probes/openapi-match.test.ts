import { describe, expect, it } from "vitest";
import { openapiDocument } from "../../../../contract/openapi.ts";
import { serviceNames } from "../../../../contract/services.ts";
import type { HttpAnswer } from "../../../../engine/probes/cluster-api.ts";
import { openapiMatch } from "../../../../engine/probes/openapi-match.ts";
import { contextOf } from "./context.ts";

const sound = (name: (typeof serviceNames)[number]) => ({ status: 200, body: JSON.stringify(openapiDocument(name)) });

/** What is seen of osteon when it answers like this and all others as they should. */
async function ofOsteon(answer: () => HttpAnswer) {
  const named = (name: string) => serviceNames.find((each) => each === name) ?? "mesh";
  const context = contextOf((name) => (name === "osteon" ? answer() : sound(named(name))));
  const seen = await openapiMatch({ snapshot: openapiDocument }).observe(context);
  expect(seen.filter(({ subject }) => subject !== "osteon").every(({ ok }) => ok === true)).toBe(true);
  return seen.find(({ subject }) => subject === "osteon");
}

describe("openapi-match", () => {
  it("is ok for what equals its snapshot", async () => {
    expect(await ofOsteon(() => sound("osteon"))).toEqual({ subject: "osteon", ok: true, detail: "equal" });
  });

  it.each([404, 500])("is not ok for status %i, which it names, even with the right body", async (status) => {
    const seen = await ofOsteon(() => ({ ...sound("osteon"), status }));
    expect(seen).toMatchObject({ ok: false, detail: expect.stringContaining(`status ${status}: {`) });
  });

  it("is not ok where the service refuses connections, which the API server says with a 503", async () => {
    const body = "error trying to reach service: dial tcp 10.0.0.7:8001: connect: connection refused";
    expect(await ofOsteon(() => ({ status: 503, body }))).toMatchObject({ ok: false, detail: `status 503: ${body}` });
  });

  it("is not ok where no answer comes", async () => {
    const seen = await ofOsteon(() => {
      throw new Error("no answer within 15 s");
    });
    expect(seen).toMatchObject({ ok: false, detail: "no answer within 15 s" });
  });

  it.each(["<html>", "[]", "{}"])("is not ok for a 200 with %s", async (body) => {
    const detail = "what is served is no OpenAPI document";
    expect(await ofOsteon(() => ({ status: 200, body }))).toMatchObject({ ok: false, detail });
  });

  it("observes nothing without snapshots, and does not blame the service for one that cannot be read", async () => {
    const context = contextOf(() => sound("mesh"));
    expect(await openapiMatch({}).observe(context)).toEqual([]);
    const unreadable = openapiMatch({ snapshot: () => Promise.reject(new Error("no such file")) });
    await expect(unreadable.observe(context)).rejects.toThrow("no such file");
  });
});
