// Answers as mesh does, on a thread of its own, so that what collects samples cannot hold it up.
import { createServer } from "node:http";
import type { ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { parentPort, workerData } from "node:worker_threads";

const { delaysMs } = workerData as { delaysMs: number[] };
const body = JSON.stringify({ id: "bench", ok: true, output: {} });
let received = 0;

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  const delayMs = delaysMs[received % delaysMs.length] ?? 0;
  received += 1;
  request.resume();
  request.once("end", () => {
    if (delayMs === 0) answer(response);
    else setTimeout(answer, delayMs, response);
  });
});

function answer(response: ServerResponse): void {
  response.setHeader("Content-Type", "application/json");
  response.end(body);
}

server.listen(0, "127.0.0.1", () => parentPort?.postMessage((server.address() as AddressInfo).port));
