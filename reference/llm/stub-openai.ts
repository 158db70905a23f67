import { randomUUID } from "node:crypto";
import type { FastifyInstance } from "fastify";
import { contentFor } from "./stub-content.ts";
import type { Stage } from "./stub-stage.ts";

interface Question {
  model?: string;
  response_format?: { type?: string };
}

const model = "stub";

/** OpenAI's protocol for chats, without streaming. */
export function registerOpenAi(app: FastifyInstance, stage: Stage): void {
  app.get("/v1/models", () => ({ object: "list", data: [{ id: model, object: "model", owned_by: "stub" }] }));
  app.post<{ Body: Question }>("/v1/chat/completions", async ({ body }, answer) => {
    const performance = await stage.play();
    if (performance === "saturated") return answer.code(503).send(error("server_overloaded"));
    if (performance === "failed") return answer.code(500).send(error("server_error"));
    const format = body.response_format?.type === "json_object" ? "json" : undefined;
    return {
      id: `chatcmpl-${randomUUID()}`,
      object: "chat.completion",
      created: Math.floor(Date.now() / 1_000),
      model: body.model ?? model,
      choices: [{ index: 0, finish_reason: "stop", message: { role: "assistant", content: contentFor(format) } }],
      usage: { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 },
    };
  });
}

const error = (type: string) => ({ error: { type, message: "the stub was told to fail" } });
