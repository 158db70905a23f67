import { expect, it } from "vitest";
import { mongoExporter } from "../../../../engine/observer/mongo-exporter.ts";
import { parseMetrics } from "../../../../engine/probes/prometheus-text.ts";
import { serving } from "./serving.ts";

it.each([
  ["answers", async () => undefined, 1],
  ["does not answer", async () => Promise.reject(new Error("refused")), 0],
])("tells that the store %s", async (_, ping, up) => {
  const url = await serving(mongoExporter(ping));
  const answer = await fetch(`${url}/metrics`);
  expect(answer.headers.get("content-type")).toMatch(/^text\/plain/);
  expect(parseMetrics(await answer.text())).toMatchObject([{ name: "mongodb_up", value: up }]);
});
