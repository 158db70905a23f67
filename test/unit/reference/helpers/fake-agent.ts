import Fastify from "fastify";
import { listen } from "./running.ts";

/** What a fake agent does with a request. */
export type Behaviour = (
  attempt: number,
) => Promise<{ status: number; body: unknown; headers?: Record<string, string> }>;

/** An agent whose behaviour can be changed, and which counts the requests that reach it. */
export interface FakeAgent {
  url: string;
  requests: { path: string; body: unknown; headers: Record<string, unknown> }[];
  behave: (behaviour: Behaviour) => void;
}

export const answersOk: Behaviour = async () => ({ status: 200, body: { ok: true, output: {} } });
export const fails: Behaviour = async () => ({ status: 500, body: { detail: "broken" } });

export async function startFakeAgent(behaviour: Behaviour = answersOk): Promise<FakeAgent> {
  const app = Fastify({ forceCloseConnections: true });
  const agent: FakeAgent = {
    url: "",
    requests: [],
    behave: (next) => {
      behaviour = next;
    },
  };
  app.post("/*", async (request, answer) => {
    agent.requests.push({ path: request.url, body: request.body, headers: request.headers });
    const { status, body, headers = {} } = await behaviour(agent.requests.length);
    return answer.code(status).headers(headers).send(body);
  });
  app.get("/health", async (_, answer) => {
    const { status, body } = await behaviour(0);
    return answer.code(status).send(body);
  });
  agent.url = await listen(app);
  return agent;
}
