import { describe, expect, it } from "vitest";
import type { AlertNotice } from "../../../../engine/evidence/alerts.ts";
import type { NewEvent } from "../../../../engine/evidence/events.ts";
import { alerts } from "../../../../engine/report/alerts.ts";
import { journalOf, started, startMs } from "./runs.ts";

const at = (seconds: number) => new Date(startMs + seconds * 1_000).toISOString();
const notice = (
  status: AlertNotice["status"],
  alertname: string,
  [fired, delivered]: [number, number],
  labels: Record<string, string> = {},
): AlertNotice => ({
  status,
  labels: { alertname, ...labels },
  annotations: { summary: `${alertname}!` },
  startsAt: at(fired),
  deliveredAt: at(delivered),
});
const injected = (seconds: number, fault: string, armed = true): [number, NewEvent] => [
  seconds,
  { type: "fault-injected", fault, armed },
];
const events = journalOf([started, injected(100, "refused"), injected(200, "hung"), injected(300, "control", false)]);

describe("alerts", () => {
  it("have their labels, when they fired, were delivered and ended, and how long after the fault", () => {
    const labels = { job: "redis" };
    const notices = [
      notice("firing", "RedisDown", [109, 110.5], labels),
      notice("firing", "RedisDown", [109, 112], labels),
      notice("resolved", "RedisDown", [109, 140], labels),
    ];
    expect(alerts(notices, events)).toEqual([
      {
        alert: "RedisDown",
        labels,
        summary: "RedisDown!",
        firedAt: at(109),
        deliveredAt: at(110.5),
        resolvedAt: at(140),
        after: { fault: "refused", ms: 9_000 },
      },
    ]);
  });

  it("are told apart by what they are about and when they came, in the order in which they fired", () => {
    const notices = [
      notice("firing", "A", [205, 206], { x: "2" }),
      notice("firing", "A", [104, 106], { x: "1" }),
      notice("resolved", "A", [104, 130], { x: "1" }),
      notice("firing", "A", [230, 231], { x: "1" }),
    ];
    expect(alerts(notices, events)).toMatchObject([
      { labels: { x: "1" }, firedAt: at(104), resolvedAt: at(130), after: { fault: "refused", ms: 4_000 } },
      { labels: { x: "2" }, resolvedAt: null, after: { fault: "hung", ms: 5_000 } },
      { labels: { x: "1" }, firedAt: at(230), resolvedAt: null, after: { fault: "hung", ms: 30_000 } },
    ]);
  });

  it("are laid to no fault that was not there yet, or not injected", () => {
    const before = notice("firing", "A", [50, 51]);
    const late = notice("firing", "B", [301, 302]);
    expect(alerts([before, late], events)).toMatchObject([{ after: null }, { after: { fault: "hung" } }]);
  });

  it("that ended before the run are not its own, and one that only ended alerted nobody", () => {
    const notices = [
      notice("firing", "Old", [-90, -89]),
      notice("resolved", "Old", [-90, -10]),
      notice("firing", "Lasting", [-90, -89]),
      notice("resolved", "Planted", [20, 20]),
    ];
    expect(alerts(notices, events).map(({ alert }) => alert)).toEqual(["Lasting"]);
  });
});
