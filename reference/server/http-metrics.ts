import type { FastifyInstance, FastifyRequest } from "fastify";
import { Counter, Histogram, type Registry } from "prom-client";
import { httpBuckets, httpMetrics } from "../../contract/metrics.ts";

/** Measures every request and serves the registry at /metrics. */
export function registerMetrics(app: FastifyInstance, registry: Registry): void {
  const registers = [registry];
  const requests = new Counter({
    name: httpMetrics.requests,
    help: "Requests by handler, method and group of status",
    labelNames: ["handler", "method", "status"] as const,
    registers,
  });
  const duration = new Histogram({
    name: httpMetrics.duration,
    help: "Seconds per request by handler and method",
    labelNames: ["handler", "method"] as const,
    buckets: [...httpBuckets.duration],
    registers,
  });
  const durationHighResolution = new Histogram({
    name: httpMetrics.durationHighResolution,
    help: "Seconds per request, in fine buckets",
    buckets: [...httpBuckets.durationHighResolution],
    registers,
  });
  app.addHook("onResponse", (request, answer, done) => {
    const labels = { handler: handlerOf(request), method: request.method };
    const seconds = answer.elapsedTime / 1_000;
    requests.inc({ ...labels, status: `${Math.floor(answer.statusCode / 100)}xx` });
    duration.observe(labels, seconds);
    durationHighResolution.observe(seconds);
    done();
  });
  app.get("/metrics", async (_, answer) => answer.type(registry.contentType).send(await registry.metrics()));
}

/** The path's template in FastAPI's notation, "none" for paths that nobody serves. */
function handlerOf(request: FastifyRequest): string {
  const template = request.routeOptions.url;
  return template === undefined ? "none" : template.replaceAll(/:(\w+)/g, "{$1}");
}
