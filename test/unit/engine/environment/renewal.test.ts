import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { thisProcess } from "../../../../engine/environment/holder.ts";
import { readLease, removeHome, renewLease } from "../../../../engine/environment/record.ts";
import { announceRenewal, keepRenewed, renewEveryMs } from "../../../../engine/environment/renewal.ts";
import { ownState, recorded } from "./leases.ts";

describe("keepRenewed", () => {
  let removeState: () => Promise<void>;
  let renewals: string[];
  const start = Date.parse("2026-01-31T12:00:00.000Z");

  beforeEach(async () => {
    removeState = await ownState();
    renewals = [];
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "Date"], now: start });
  });
  afterEach(async () => {
    vi.useRealTimers();
    await removeState();
  });

  const held = async () => recorded({ status: "up", holder: await thisProcess() });
  const renew = (id: string) => keepRenewed(id, (renewedAt) => renewals.push(renewedAt));

  it("renews a lease for as long as this process holds it", async () => {
    const { id } = await held();
    renew(id);
    vi.advanceTimersByTime(3 * renewEveryMs);
    const last = new Date(start + 3 * renewEveryMs).toISOString();
    expect(renewals).toHaveLength(3);
    expect(renewals.at(-1)).toBe(last);
    expect(readLease(id)).toMatchObject({ renewedAt: last, status: "up" });
  });

  it.each([
    ["is given back", (id: string) => void renewLease(id, { holder: null })],
    ["is another process's", (id: string) => void renewLease(id, { holder: { pid: 1, startTime: "1" } })],
    ["is being taken down", (id: string) => void renewLease(id, { status: "destroying" })],
    ["is gone", (id: string) => removeHome(id)],
  ])("stops when the environment %s", async (_what, end) => {
    const { id } = await held();
    renew(id);
    await end(id);
    vi.advanceTimersByTime(2 * renewEveryMs);
    expect(renewals).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("announceRenewal", () => {
  it("writes it on the environment's namespace", async () => {
    const asked: object[] = [];
    const server = createServer((request: IncomingMessage, response) => {
      const { method, url, headers } = request;
      void json(request).then((body) => {
        asked.push({ method, url, type: headers["content-type"], body });
        response.setHeader("content-type", "application/json").end(JSON.stringify({ kind: "Namespace" }));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const kubeconfig = JSON.stringify({
      "current-context": "c",
      contexts: [{ name: "c", context: { cluster: "c", user: "u" } }],
      clusters: [{ name: "c", cluster: { server: `http://127.0.0.1:${port}`, "insecure-skip-tls-verify": true } }],
      users: [{ name: "u", user: {} }],
    });
    await announceRenewal({ kubeconfig, namespace: "biowerk-a" }, "2026-01-31T12:00:00.000Z");
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    expect(asked).toEqual([
      {
        method: "PATCH",
        url: "/api/v1/namespaces/biowerk-a",
        type: "application/merge-patch+json",
        body: { metadata: { annotations: { "drill.biowerk/renewed-at": "2026-01-31T12:00:00.000Z" } } },
      },
    ]);
  });
});
