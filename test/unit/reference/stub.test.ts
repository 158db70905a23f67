import { describe, expect, it } from "vitest";
import { createStub } from "../../../reference/llm/stub.ts";
import type { StubKnobs } from "../../../reference/llm/stub-stage.ts";
import { get, listen, post } from "./helpers/running.ts";

const stub = (knobs: Partial<StubKnobs> = {}) =>
  listen(createStub({ latencyMs: 0, errorRatio: 0, maxConcurrent: 0, ...knobs }));

const chat = { model: "m", messages: [{ role: "user", content: "hello" }] };

describe("the model's stand-in", () => {
  it("speaks Ollama's protocol: prose, or a JSON object where that is asked for", async () => {
    const url = await stub();
    const prose = await post(`${url}/api/chat`, { ...chat, stream: false });
    expect(prose.body).toMatchObject({ model: "m", done: true, message: { role: "assistant" } });
    expect(() => JSON.parse(prose.body.message.content)).toThrow();
    const json = await post(`${url}/api/chat`, { ...chat, format: "json" });
    const parts = JSON.parse(json.body.message.content);
    for (const part of ["plan", "outline", "tables", "storyboard", "slides", "timeline"])
      expect(parts).toHaveProperty(part);
    expect((await post(`${url}/api/generate`, { model: "m", prompt: "p" })).body.response).toBe(
      prose.body.message.content,
    );
    expect((await get(`${url}/api/tags`)).body.models).toHaveLength(1);
    expect((await get(`${url}/api/version`)).body.version).toBeTypeOf("string");
    expect((await post(`${url}/api/pull`, { model: "m" })).body.status).toBe("success");
  });

  it("speaks OpenAI's protocol", async () => {
    const url = await stub();
    const prose = await post(`${url}/v1/chat/completions`, chat);
    expect(prose.body).toMatchObject({ object: "chat.completion", choices: [{ finish_reason: "stop" }] });
    const json = await post(`${url}/v1/chat/completions`, { ...chat, response_format: { type: "json_object" } });
    expect(JSON.parse(json.body.choices[0].message.content)).toHaveProperty("plan");
    expect((await get(`${url}/v1/models`)).body.data).toHaveLength(1);
  });

  it("says the same each time", async () => {
    const url = await stub();
    const contents = [1, 2].map(async () => (await post(`${url}/api/chat`, chat)).body.message.content);
    expect(new Set(await Promise.all(contents)).size).toBe(1);
  });

  it("fails where it is told to, in either protocol", async () => {
    const url = await stub({ errorRatio: 1 });
    expect((await post(`${url}/api/chat`, chat)).status).toBe(500);
    expect((await post(`${url}/v1/chat/completions`, chat)).status).toBe(500);
  });

  it("refuses one more than it may work on", async () => {
    const url = await stub({ latencyMs: 500, maxConcurrent: 2 });
    const answers = await Promise.all([1, 2, 3].map(() => post(`${url}/api/chat`, chat)));
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 200, 503]);
  });

  it("tells its knobs", async () => {
    const url = await stub({ latencyMs: 7 });
    expect((await get(`${url}/health`)).body).toEqual({
      status: "healthy",
      latencyMs: 7,
      errorRatio: 0,
      maxConcurrent: 0,
    });
  });
});
