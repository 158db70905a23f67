import { readFile } from "node:fs/promises";
import * as z from "zod";
import { DrillError, messageOf } from "../../common/errors.ts";
import { type DemoRequest, demoDataset, demoRequests } from "../../contract/payloads.ts";
import type { Observation, Probe, ProbeContext } from "./probe.ts";

const reply = z.object({ ok: z.boolean() });
const timeoutMs = 30_000;

/** Posts every demo payload through mesh, several times over; each must answer 2xx with `ok: true`. */
export function demoPayloads(options: { repeats: number; dataset?: string }): Probe {
  return {
    name: "demo-payloads",
    observe: async (context) => {
      const requests = options.dataset === undefined ? demoRequests : await readDataset(options.dataset);
      const observations: Observation[] = [];
      for (let round = 1; round <= options.repeats; round += 1) {
        for (const request of requests) observations.push(await post(context, request, round));
      }
      return observations;
    },
  };
}

/** @throws DrillError dataset.invalid for a file that is not in BIOwerk's demo format */
export async function readDataset(file: string): Promise<readonly DemoRequest[]> {
  try {
    return demoDataset.parse(JSON.parse(await readFile(file, "utf8"))).requests;
  } catch (thrown) {
    throw new DrillError({
      code: "dataset.invalid",
      kind: "usage",
      message: `${file} is not a file of demo requests: ${messageOf(thrown)}`,
      remedy: "give a file in the format of BIOwerk's examples/demo_requests.json",
      cause: thrown,
    });
  }
}

async function post(context: ProbeContext, request: DemoRequest, round: number): Promise<Observation> {
  const subject = `${request.label}, round ${round}`;
  // One id per payload and run: the second and third round say the same again, which must change nothing.
  const id = `${context.runId}-demo-${request.label.replaceAll(/\W+/g, "-")}`;
  const header = context.environment.identityHeader;
  try {
    const response = await fetch(new URL(request.path, context.environment.meshUrl), {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(header === null ? {} : { [header]: `${context.runId}-demo` }),
      },
      body: JSON.stringify({ ...request.payload, id, origin: `drill-${context.runId}` }),
      signal: AbortSignal.any([context.signal, AbortSignal.timeout(timeoutMs)]),
    });
    const text = await response.text();
    const body = reply.safeParse(parseJson(text));
    const ok = response.ok && body.success && body.data.ok;
    return { subject, ok, detail: ok ? `${response.status}, ok` : `${response.status}: ${text}` };
  } catch (thrown) {
    context.signal.throwIfAborted();
    return { subject, ok: false, detail: messageOf(thrown) };
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
