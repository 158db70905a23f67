import { describe, expect, it } from "vitest";
import { alertReceiver } from "../../../../engine/observer/alert-receiver.ts";
import { serving } from "./serving.ts";

const alert = {
  status: "firing",
  labels: { alertname: "RedisDown" },
  annotations: { summary: "Redis does not answer" },
  startsAt: "2026-01-01T00:00:00Z",
};

const post = (url: string, body: string) => fetch(`${url}/alerts`, { method: "POST", body });

describe("the alert receiver", () => {
  it("lists what was delivered and when, the oldest first", async () => {
    const said: unknown[] = [];
    let now = Date.UTC(2026, 0, 1, 0, 0, 10);
    const url = await serving(
      alertReceiver(
        () => now,
        (line) => said.push(JSON.parse(line)),
      ),
    );
    expect((await post(url, JSON.stringify({ version: "4", alerts: [alert] }))).status).toBe(200);
    now += 5_000;
    await post(url, JSON.stringify({ version: "4", alerts: [{ ...alert, status: "resolved" }] }));
    const listed: unknown = await (await fetch(`${url}/alerts`)).json();
    expect(listed).toEqual([
      { ...alert, deliveredAt: "2026-01-01T00:00:10.000Z" },
      { ...alert, status: "resolved", deliveredAt: "2026-01-01T00:00:15.000Z" },
    ]);
    expect(said).toEqual(listed);
  });

  it("refuses what is no delivery, so that Alertmanager says so", async () => {
    const url = await serving(alertReceiver(Date.now, () => undefined));
    expect((await post(url, "nonsense")).status).toBe(400);
    expect(await (await fetch(`${url}/alerts`)).json()).toEqual([]);
  });
});
