import type { FastifyInstance, FastifyReply } from "fastify";
import { contentFor } from "./stub-content.ts";
import type { Performance, Stage } from "./stub-stage.ts";

interface Question {
  model?: string;
  format?: unknown;
  stream?: boolean;
}

const model = "phi3:mini";

/** Ollama's protocol, as far as BIOwerk uses it; a streamed answer comes as one line. */
export function registerOllama(app: FastifyInstance, stage: Stage): void {
  app.get("/api/version", () => ({ version: "0.0.0-stub" }));
  app.get("/api/tags", () => ({ models: [{ name: model, model }] }));
  app.post("/api/pull", () => ({ status: "success" }));
  app.post<{ Body: Question }>("/api/chat", async ({ body }, answer) => {
    const performance = await stage.play();
    if (performance !== "done") return fail(answer, performance);
    return { ...common(body), message: { role: "assistant", content: contentFor(body.format) } };
  });
  app.post<{ Body: Question }>("/api/generate", async ({ body }, answer) => {
    const performance = await stage.play();
    if (performance !== "done") return fail(answer, performance);
    return { ...common(body), response: contentFor(body.format) };
  });
}

const common = (question: Question) => ({
  model: question.model ?? model,
  created_at: new Date().toISOString(),
  done: true,
  done_reason: "stop",
});

function fail(answer: FastifyReply, performance: Exclude<Performance, "done">) {
  return performance === "saturated"
    ? answer.code(503).send({ error: "server busy, please try again" })
    : answer.code(500).send({ error: "the stub was told to fail" });
}
