import { once } from "node:events";
import { Worker } from "node:worker_threads";

/**
 * Runs the work against a server on loopback that answers every request with `ok: true`.
 * @param delaysMs how long answers take, in turn, milliseconds; 0 = at once
 */
export async function withLoopbackServer<T>(delaysMs: number[], work: (url: string) => Promise<T>): Promise<T> {
  const worker = new Worker(new URL("./loopback-worker.ts", import.meta.url), { workerData: { delaysMs } });
  try {
    const [port] = (await once(worker, "message")) as [number];
    return await work(`http://127.0.0.1:${port}`);
  } finally {
    await worker.terminate();
  }
}
