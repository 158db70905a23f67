import type { RequestListener } from "node:http";
import { exportedMetrics } from "../../components/observability/exported-metrics.ts";

const { mongoUp } = exportedMetrics;

/** Answers every scrape with whether the document store answers now. @param ping throws where it does not */
export function mongoExporter(ping: () => Promise<void>): RequestListener {
  return (_request, response) => {
    ping().then(
      () => response.end(metrics(1)),
      () => response.end(metrics(0)),
    );
    response.setHeader("content-type", "text/plain; version=0.0.4; charset=utf-8");
  };
}

const metrics = (up: 0 | 1) =>
  `# HELP ${mongoUp} Whether the document store answers a ping\n# TYPE ${mongoUp} gauge\n${mongoUp} ${up}\n`;
