import { describe, expect, it } from "vitest";
import { judgeAlerts, stateOf, unseenTargets } from "../../../../engine/probes/watched-alert.ts";

const watched = { alert: "StoreUnreachable", labels: { store: "postgres" }, jobs: ["biowerk-nucleus"] };
const labelled = (store: string) => ({ alertname: "StoreUnreachable", store, job: "biowerk-nucleus" });

describe("judgeAlerts", () => {
  const judged = (store: string, state = "active") =>
    judgeAlerts(JSON.stringify([{ labels: labelled(store), startsAt: "t", status: { state } }]), watched);

  it("is content with an alert that tells of what is broken", () => {
    expect(judged("postgres")).toEqual({ ok: true, detail: "StoreUnreachable since t" });
  });

  it("is not with none, with one that tells of something else, nor with one that is not looked at yet", () => {
    expect(judgeAlerts("[]", watched).ok).toBe(false);
    expect(judged("mongodb").ok).toBe(false);
    expect(judged("postgres", "unprocessed").ok).toBe(false);
  });
});

describe("stateOf", () => {
  const rule = (alerts: object[], more: object = {}) =>
    JSON.stringify({ data: { groups: [{ rules: [{ name: watched.alert, health: "ok", alerts, ...more }] }] } });
  const at = (state: string, store = "postgres") => ({ state, labels: labelled(store) });

  it("tells what becomes of the alert, and not of others of its rule", () => {
    expect(stateOf(rule([]), watched)).toBe("inactive");
    expect(stateOf(rule([at("firing", "mongodb")]), watched)).toBe("inactive");
    expect(stateOf(rule([at("pending")]), watched)).toBe("pending");
    expect(stateOf(rule([at("pending"), at("firing")]), watched)).toBe("firing");
  });

  it("throws where the rule is not there, not evaluated yet, or fails", () => {
    expect(() => stateOf('{"data":{"groups":[]}}', watched)).toThrow("no rule StoreUnreachable");
    expect(() => stateOf(rule([], { health: "unknown" }), watched)).toThrow("is unknown");
    expect(() => stateOf(rule([], { health: "err", lastError: "parse" }), watched)).toThrow("is err: parse");
  });
});

it("names what is not scraped of the jobs that the rule looks at", () => {
  const target = (job: string, health: string) => ({ labels: { job }, scrapeUrl: "u", health, lastError: "refused" });
  const seen = (...activeTargets: object[]) => unseenTargets(JSON.stringify({ data: { activeTargets } }), watched);
  expect(seen(target("biowerk-nucleus", "up"), target("redis", "down"))).toBeNull();
  expect(seen(target("biowerk-nucleus", "down"))).toBe("u down refused");
  expect(seen()).toBe("biowerk-nucleus has no target");
});
