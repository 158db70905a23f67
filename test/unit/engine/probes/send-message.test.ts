import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import type { ProbeContext } from "../../../../engine/probes/probe.ts";
import { outputOf, sendMessage, statusCounts } from "../../../../engine/probes/send-message.ts";
import { someOutputs } from "../../../helpers/outputs.ts";

/** A mesh of one pod, and how many connections came to it. */
async function listeningMesh(answer: RequestListener = serve) {
  const seen = { connections: 0, identities: [] as (string | undefined)[] };
  const server = createServer((request, response) => {
    seen.identities.push(request.headers["x-api-key"] as string | undefined);
    answer(request, response);
  });
  server.on("connection", () => (seen.connections += 1));
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const meshUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const environment = someOutputs({ meshUrl, identityHeader: "X-API-Key" });
  const context = { environment, runId: "r1", signal: new AbortController().signal } as ProbeContext;
  return { seen, context };
}

const serve: RequestListener = (_, response) => void response.end(JSON.stringify({ ok: true, output: { plan: [] } }));

const message = (id: string) => ({ target: "nucleus", intent: "plan", input: { goal: "g" }, id }) as const;

it("takes a connection of its own for each message, so that they spread over the pods of mesh", async () => {
  const { seen, context } = await listeningMesh();
  for (const id of ["a", "b", "c"]) expect(outputOf(await sendMessage(context, message(id)))).toEqual({ plan: [] });
  await Promise.all(["d", "e"].map((id) => sendMessage(context, message(id))));
  expect(seen.connections).toBe(5);
});

it("has each message under an identity of its own", async () => {
  const { seen, context } = await listeningMesh();
  for (const id of ["a", "b"]) await sendMessage(context, message(id));
  expect(seen.identities).toEqual(["a", "b"]);
});

it("says why there is no answer", async () => {
  const { context } = await listeningMesh((request) => {
    // One is cut off, the other waits in vain.
    if (request.headers["x-api-key"] === "cut") request.socket.resetAndDestroy();
  });
  const answers = [
    await sendMessage(context, message("late"), 50),
    await sendMessage(context, message("cut")),
    { status: 503 },
    { status: 200 },
    { status: 503 },
  ];
  expect(statusCounts(answers)).toBe("1 x no answer (0.05 s), 1 x no answer (ECONNRESET), 1 x 200, 2 x 503");
});
