import { describe, expect, it } from "vitest";
import type { Thing } from "../../../../engine/environment/inventory.ts";
import { sortByOwner } from "../../../../engine/environment/leaks.ts";
import type { Marks } from "../../../../engine/environment/ownership.ts";
import type { ProcessTrace } from "../../../../engine/environment/trace.ts";

const marksNamed = (id: string, changes: Partial<Marks> = {}): Marks => ({
  names: [id, `biowerk-${id}`],
  things: [],
  holder: null,
  ...changes,
});
const own = marksNamed("smoke-1", { things: ["6f1c", "127.0.0.1:33027"], holder: 40 });
const other = marksNamed("load-2", { things: ["9d2e"], holder: 50 });

const processOf = (pid: number, changes: Partial<ProcessTrace> = {}) => ({
  process: { pid, lineage: [pid], text: "", ...changes },
});
const sorted = (thing: Thing & { process?: ProcessTrace }) => sortByOwner([thing], own, [other]);

describe("sortByOwner", () => {
  it.each([
    ["containers", "biowerk-smoke-1-node", {}, "docker rm --force --volumes biowerk-smoke-1-node"],
    ["networks", "biowerk-smoke-1", {}, "docker network rm biowerk-smoke-1"],
    ["volumes", "6f1c", {}, "docker volume rm 6f1c"],
    ["contexts", "kind-biowerk-smoke-1", {}, "kubectl config delete-context kind-biowerk-smoke-1"],
    ["stacks", "/s/smoke-1/stack.json", {}, "drill gc"],
    ["locks", "/s/smoke-1/lock.json", {}, "rm /s/smoke-1/lock.json"],
    ["processes", "77 k6", processOf(77, { text: "k6 run runs/smoke-1/k6.js" }), "kill 77"],
    ["processes", "78 kind", processOf(78, { lineage: [78, 41, 40] }), "kill 78"],
    ["ports", "127.0.0.1:33027", {}, "end the process that listens on 127.0.0.1:33027"],
    ["ports", "127.0.0.1:81", processOf(79, { text: "DRILL_OPERATION=smoke-smoke-1/x" }), "kill 79"],
  ] as const)("names the environment's own %s %s and how it is removed", (kind, name, process, removal) => {
    const { ours, foreign } = sorted({ kind, name, ...process });
    expect(ours).toEqual([expect.stringMatching(/^[a-z]+ /)]);
    expect(ours[0]).toContain(`${name} (${removal})`);
    expect(foreign).toEqual([]);
  });

  it.each([
    ["containers", "their-database", {}, "container their-database"],
    ["volumes", "77aa", {}, "volume 77aa"],
    ["contexts", "production", {}, "context production"],
    ["processes", "90 kubectl", processOf(90, { text: "kubectl get pods", lineage: [90, 30] }), "process 90 kubectl"],
    ["ports", "127.0.0.1:3000", processOf(91), "port 127.0.0.1:3000"],
  ] as const)("names %s %s of nobody whom we know, and no command against it", (kind, name, process, said) => {
    expect(sorted({ kind, name, ...process })).toEqual({ ours: [], foreign: [said] });
  });

  it.each([
    ["containers", "biowerk-load-2-control-plane", {}],
    ["volumes", "9d2e", {}],
    ["processes", "92 pulumi", processOf(92, { lineage: [92, 50] })],
  ] as const)("leaves out %s %s of another environment", (kind, name, process) => {
    expect(sorted({ kind, name, ...process })).toEqual({ ours: [], foreign: [] });
  });
});
