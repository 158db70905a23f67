import { describe, expect, it } from "vitest";
import { vendorHosts } from "../../../../toolchain/acquire/vendor-hosts.ts";
import { playVendor, refusingBase } from "../played-vendor.ts";

describe("vendorHosts", () => {
  it("tells a host that answers from one that refuses", async () => {
    await using vendor = await playVendor({});
    const refusing = await refusingBase();
    const hosts = vendorHosts([vendor.base, refusing], { env: {}, connectMs: 2_000 });
    expect(await hosts.unreachable(`${vendor.base}/file`)).toBeUndefined();
    expect(await hosts.unreachable(`${refusing}/file`)).toBe("ECONNREFUSED");
  });

  it("asks a host once and remembers the answer", async () => {
    const vendor = await playVendor({});
    const hosts = vendorHosts([], { env: {}, connectMs: 2_000 });
    expect(await hosts.unreachable(vendor.base)).toBeUndefined();
    await vendor[Symbol.asyncDispose]();
    expect(await hosts.unreachable(vendor.base)).toBeUndefined();
  });

  it("remembers a host that was given up", async () => {
    await using vendor = await playVendor({});
    const hosts = vendorHosts([], { env: {}, connectMs: 2_000 });
    hosts.giveUp(`${vendor.base}/a`, "no TLS within 2 s");
    expect(await hosts.unreachable(`${vendor.base}/b`)).toBe("no TLS within 2 s");
  });

  it("asks nobody when offline, and leaves the question to the request behind a proxy", async () => {
    const refusing = await refusingBase();
    const offline = vendorHosts([refusing], { env: { DRILL_OFFLINE: "1" }, connectMs: 2_000 });
    expect(await offline.unreachable(refusing)).toBe("DRILL_OFFLINE=1 is set");
    const proxied = vendorHosts([refusing], { env: { HTTPS_PROXY: "http://proxy.invalid:1" }, connectMs: 2_000 });
    expect(await proxied.unreachable(refusing)).toBeUndefined();
  });
});
