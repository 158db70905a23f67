import { describe, expect, it } from "vitest";
import { ApiClient } from "../../../../../../toolchain/plugins/kubernetes/api/client.ts";
import type { Request, Response } from "../../../../../../toolchain/plugins/kubernetes/api/connection.ts";
import { ApiError, Unreachable } from "../../../../../../toolchain/plugins/kubernetes/api/errors.ts";

const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" } };
const found: Response = { status: 200, text: JSON.stringify(object) };
const busy: Response = { status: 429, text: "too many requests" };
const broken: Response = { status: 503, text: "no leader" };
const away = new Unreachable("https://cluster", new Error("connection refused"));

/** A client whose server gives these answers in turn. */
function client(...answers: (Response | Error)[]) {
  const requests: Request[] = [];
  const waits: number[] = [];
  const send = async (request: Request) => {
    requests.push(request);
    const answer = answers[requests.length - 1] ?? found;
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const sleep = async (ms: number) => void waits.push(ms);
  return { api: new ApiClient(send, sleep), requests, waits };
}

describe("a request", () => {
  it("is written as the API wants it", async () => {
    const { api, requests } = client();
    expect(await api.get("/a")).toEqual(object);
    await api.post("/b", { fieldManager: "us" }, object);
    await api.apply("/c", { force: "false" }, object);
    await api.delete("/d", "Foreground");
    expect(requests).toEqual([
      { method: "GET", path: "/a" },
      { method: "POST", path: "/b?fieldManager=us", body: object },
      { method: "PATCH", path: "/c?force=false", body: object, contentType: "application/apply-patch+yaml" },
      {
        method: "DELETE",
        path: "/d",
        body: { kind: "DeleteOptions", apiVersion: "v1", propagationPolicy: "Foreground" },
      },
    ]);
  });

  it("is refused with the API's own words", async () => {
    const answer = { reason: "AlreadyExists", message: 'configmaps "a" already exists' };
    const { api } = client({ status: 409, text: JSON.stringify(answer) });
    const refusal = await api.post("/b", {}, object).catch((thrown: unknown) => thrown);
    expect(refusal).toBeInstanceOf(ApiError);
    expect(refusal).toMatchObject({ status: 409, ...answer });
  });

  it("is refused by something else than the API", async () => {
    const { api } = client({ status: 403, text: "<html>proxy</html>" });
    await expect(api.post("/b", { secret: "x" }, object)).rejects.toThrow("POST /b was answered with 403: <html>proxy");
  });
});

describe("trouble that passes", () => {
  it("is waited out by a read, longer each time", async () => {
    const { api, waits } = client(away, broken, busy);
    expect(await api.get("/a")).toEqual(object);
    expect(waits).toEqual([250, 500, 1000]);
  });

  it("is not waited for without end", async () => {
    const { api, requests } = client(away, away, away, away, away);
    await expect(api.get("/a")).rejects.toThrow("https://cluster cannot be reached: connection refused");
    expect(requests).toHaveLength(4);
  });

  it("does not repeat a write that may have been done", async () => {
    for (const trouble of [away, broken]) {
      const { api, requests } = client(trouble);
      await expect(api.post("/a", {}, object)).rejects.toThrow();
      expect(requests).toHaveLength(1);
    }
  });

  it("repeats a write that nobody has looked at", async () => {
    const { api, requests } = client(busy);
    await api.post("/a", {}, object);
    expect(requests).toHaveLength(2);
  });
});
