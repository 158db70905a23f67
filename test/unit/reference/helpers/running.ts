import type { AddressInfo } from "node:net";
import type { FastifyInstance } from "fastify";
import { onTestFinished } from "vitest";
import type { Service } from "../../../../reference/server/service.ts";

/** Listens on a free port of loopback until the test ends. @returns its address */
export async function listen(app: FastifyInstance): Promise<string> {
  await app.listen({ port: 0, host: "127.0.0.1" });
  onTestFinished(() => app.close());
  return `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
}

/** Runs a service until the test ends. @returns its address */
export async function run(service: Service): Promise<string> {
  service.start();
  onTestFinished(() => service.stop());
  return listen(service.app);
}

export interface Answer {
  status: number;
  headers: Headers;
  // Tests look at whatever came.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  body: any;
}

/** Posts JSON. */
export async function post(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  return read(response);
}

export async function get(url: string): Promise<Answer> {
  return read(await fetch(url));
}

async function read(response: Response): Promise<Answer> {
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json") === true;
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}

/** An envelope with this input. */
export function message(input: Record<string, unknown>, id?: string) {
  return { ...(id === undefined ? {} : { id }), origin: "test", target: "agent", intent: "work", input };
}

/** The value of one sample in a text exposition; undefined where there is none. */
export async function metric(url: string, sample: string): Promise<number | undefined> {
  const { body } = await get(`${url}/metrics`);
  const line = String(body)
    .split("\n")
    .find((each) => each.startsWith(`${sample} `));
  return line === undefined ? undefined : Number(line.slice(sample.length + 1));
}
