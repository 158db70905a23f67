import { readFile, stat, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { download } from "../../../../toolchain/acquire/download.ts";
import { defaultLimits } from "../../../../toolchain/acquire/http.ts";
import { vendorHosts } from "../../../../toolchain/acquire/vendor-hosts.ts";
import type { ToolContext } from "../../../../toolchain/context.ts";
import type { Download } from "../../../../toolchain/tool.ts";
import { contextIn, filesBelow, temporaryFolder, versionScript } from "../bench.ts";
import { playVendor, refusingBase, sha256 } from "../played-vendor.ts";

const script = versionScript("1.2.3");

const bare = (base: string): Download => ({
  url: () => `${base}/tool`,
  checksumUrl: () => `${base}/tool.sha256`,
  form: "executable",
});

/** Tries the download into an empty stage; the stage must then hold nothing. */
async function refused(wanted: Download, given: Partial<ToolContext> = {}): Promise<unknown> {
  await using folder = await temporaryFolder();
  const stage = join(folder.path, "stage");
  await execa("mkdir", [stage]);
  const thrown: unknown = await download(wanted, "bin/tool", stage, contextIn(folder.path, given)).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(await filesBelow(stage)).toEqual([]);
  return thrown;
}

describe("download", () => {
  it("keeps an executable that matches the vendor's digest, and records it", async () => {
    await using folder = await temporaryFolder();
    await using vendor = await playVendor({ "/tool": script, "/tool.sha256": sha256(script) });
    const context = contextIn(folder.path);
    await download(bare(vendor.base), "bin/tool", folder.path, context);
    expect(await readFile(join(folder.path, "bin/tool"), "utf8")).toBe(script);
    expect((await stat(join(folder.path, "bin/tool"))).mode & 0o111).toBe(0o111);
    const lock = JSON.parse(await readFile(join(context.cacheFolder, "downloads.lock.json"), "utf8")) as object;
    expect(lock).toMatchObject({ [`${vendor.base}/tool`]: { sha256: sha256(script) } });
  });

  it.each([
    ["tar.gz", ["tar", "-czf", "tool.tar.gz", "tool-v1"]],
    ["zip", ["python3", "-m", "zipfile", "-c", "tool.zip", "tool-v1/"]],
  ])("unpacks a %s without its folder", async (kind, [command = "", ...args]) => {
    await using folder = await temporaryFolder();
    await execa("mkdir", [join(folder.path, "tool-v1")]);
    await writeFile(join(folder.path, "tool-v1", "tool"), script);
    await execa(command, args, { cwd: folder.path });
    const archive = await readFile(join(folder.path, `tool.${kind}`));
    await using vendor = await playVendor({
      [`/tool.${kind}`]: archive,
      "/sums": `${sha256("x")}  other\n${sha256(archive)}  tool.${kind}\n`,
    });
    const wanted: Download = {
      url: () => `${vendor.base}/tool.${kind}`,
      checksumUrl: () => `${vendor.base}/sums`,
      form: "archive",
    };
    await download(wanted, "bin/tool", folder.path, contextIn(folder.path));
    expect(await readFile(join(folder.path, "bin/tool"), "utf8")).toBe(script);
  });

  it("follows redirects, but not for ever", async () => {
    await using folder = await temporaryFolder();
    await using vendor = await playVendor({
      "/tool": (_request, response) => response.writeHead(302, { location: "/real" }).end(),
      "/real": script,
      "/tool.sha256": sha256(script),
      "/loop": (_request, response) => response.writeHead(302, { location: "/loop" }).end(),
    });
    await download(bare(vendor.base), "bin/tool", folder.path, contextIn(folder.path));
    expect(await readFile(join(folder.path, "bin/tool"), "utf8")).toBe(script);
    const loop = { ...bare(vendor.base), url: () => `${vendor.base}/loop` };
    const sums = { ...loop, checksumUrl: () => `${vendor.base}/tool.sha256` };
    expect(await refused(sums)).toMatchObject({ code: "download.redirects" });
  });

  it("refuses a file that differs from the vendor's digest", async () => {
    await using vendor = await playVendor({ "/tool": "something else", "/tool.sha256": sha256(script) });
    expect(await refused(bare(vendor.base))).toMatchObject({
      code: "download.mismatch",
      message: expect.stringContaining(sha256("something else")),
    });
  });

  it("refuses a checksum file that is none, before it fetches the tool", async () => {
    await using vendor = await playVendor({ "/tool": script, "/tool.sha256": "<html>Please sign in</html>" });
    expect(await refused(bare(vendor.base))).toMatchObject({ code: "download.checksum-file" });
    expect(vendor.asked).toEqual(["/tool.sha256"]);
  });

  it("refuses an endless checksum file", async () => {
    await using vendor = await playVendor({
      "/tool.sha256": (_request, response) => {
        const more = () => response.destroyed || response.write("0".repeat(65_536), () => setImmediate(more));
        more();
      },
    });
    expect(await refused(bare(vendor.base))).toMatchObject({ code: "download.checksum-file" });
  });

  it("refuses a truncated file and says how much came", async () => {
    await using vendor = await playVendor({
      "/tool.sha256": sha256(script),
      "/tool": (_request, response) => {
        response.writeHead(200, { "content-length": String(script.length) });
        response.write(script.slice(0, 10), () => response.destroy());
      },
    });
    expect(await refused(bare(vendor.base))).toMatchObject({
      code: "download.truncated",
      message: expect.stringContaining(`10 of ${script.length} bytes`),
    });
  });

  it.each([
    ["never finishes", { totalMs: 300 }],
    ["falls silent", { idleMs: 150 }],
  ])("gives up on a vendor that %s", async (_what, limits) => {
    await using vendor = await playVendor({
      "/tool.sha256": sha256(script),
      "/tool": (_request, response) => {
        response.writeHead(200);
        response.write("#!");
      },
    });
    expect(await refused(bare(vendor.base), { limits: { ...defaultLimits, ...limits } })).toMatchObject({
      code: "download.timeout",
    });
  });

  it("gives up on a vendor that accepts and does not answer", async () => {
    await using vendor = await playVendor({ "/tool.sha256": () => undefined });
    const limits = { ...defaultLimits, idleMs: 150 };
    expect(await refused(bare(vendor.base), { limits })).toMatchObject({ code: "download.timeout" });
  });

  it("refuses a file that is not there", async () => {
    await using vendor = await playVendor({ "/tool.sha256": sha256(script) });
    expect(await refused(bare(vendor.base))).toMatchObject({
      code: "download.status",
      message: expect.stringContaining("404"),
    });
  });

  it("says that a host refuses connections", async () => {
    expect(await refused(bare(await refusingBase()))).toMatchObject({
      code: "download.unreachable",
      message: expect.stringContaining("ECONNREFUSED"),
    });
  });

  it("does not wait for a host that accepts and never speaks TLS, and remembers it", async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const base = `https://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const hosts = vendorHosts([], { env: {}, connectMs: 2_000 });
    const limits = { ...defaultLimits, connectMs: 150 };
    expect(await refused(bare(base), { limits, hosts })).toMatchObject({ code: "download.unreachable" });
    expect(await hosts.unreachable(base)).toContain("no connection within 0.15 s");
    silent.close();
  });

  it("stops when the caller stops", async () => {
    await using vendor = await playVendor({ "/tool.sha256": () => undefined });
    const signal = AbortSignal.timeout(100);
    expect(await refused(bare(vendor.base), { signal })).toBe(signal.reason);
  });

  it("refuses another file at an address that served one before, though the vendor's digest agrees", async () => {
    await using folder = await temporaryFolder();
    const routes: Record<string, string> = { "/tool": script, "/tool.sha256": sha256(script) };
    await using vendor = await playVendor(routes);
    const context = contextIn(folder.path);
    await download(bare(vendor.base), "bin/tool", folder.path, context);
    routes["/tool"] = "replaced";
    routes["/tool.sha256"] = sha256("replaced");
    await expect(download(bare(vendor.base), "bin/second", folder.path, context)).rejects.toMatchObject({
      code: "download.changed",
    });
    expect((await filesBelow(folder.path)).some((file) => file.endsWith("bin/second"))).toBe(false);
  });

  it("refuses to guess what a damaged record of downloads said", async () => {
    await using folder = await temporaryFolder();
    await using vendor = await playVendor({ "/tool": script, "/tool.sha256": sha256(script) });
    const context = contextIn(folder.path);
    await execa("mkdir", ["-p", context.cacheFolder]);
    await writeFile(join(context.cacheFolder, "downloads.lock.json"), "{ half");
    await expect(download(bare(vendor.base), "bin/tool", folder.path, context)).rejects.toMatchObject({
      code: "download.lock",
    });
  });

  it.skipIf(isBelow(22, 21))("goes through the proxy of the environment", async () => {
    await using folder = await temporaryFolder();
    await using proxy = await playVendor({
      "http://vendor.invalid/tool": script,
      "http://vendor.invalid/tool.sha256": sha256(script),
    });
    const env = { PATH: "/usr/bin:/bin", HTTP_PROXY: proxy.base };
    const hosts = vendorHosts(["http://vendor.invalid/tool"], { env, connectMs: 2_000 });
    const context = contextIn(folder.path, { env, hosts });
    await download(bare("http://vendor.invalid"), "bin/tool", folder.path, context);
    expect(await readFile(join(folder.path, "bin/tool"), "utf8")).toBe(script);
  });
});

/** Node reads proxies from an agent's `proxyEnv` since 22.21. */
function isBelow(major: number, minor: number): boolean {
  const [has = 0, hasMinor = 0] = process.versions.node.split(".").map(Number);
  return has < major || (has === major && hasMinor < minor);
}
