import type { FastifyInstance, FastifyServerOptions } from "fastify";
import { bareServer } from "../server/bare-server.ts";
import { registerOllama } from "./stub-ollama.ts";
import { registerOpenAi } from "./stub-openai.ts";
import { Stage, type StubKnobs } from "./stub-stage.ts";

/** A stand-in for a language model that speaks the protocols of Ollama and OpenAI and behaves as its knobs say. */
export function createStub(knobs: StubKnobs, logger: FastifyServerOptions["logger"] = false): FastifyInstance {
  const app = bareServer({ logger });
  const stage = new Stage(knobs);
  app.get("/health", () => ({ status: "healthy", ...knobs }));
  registerOllama(app, stage);
  registerOpenAi(app, stage);
  return app;
}
