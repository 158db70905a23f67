import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { chmod, mkdir, rename, rm } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { basename, dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { execa } from "execa";
import { messageOf } from "../../common/errors.ts";
import type { ToolContext } from "../context.ts";
import type { Download } from "../tool.ts";
import { digestIn } from "./checksums.ts";
import { holdToRecord } from "./downloads-lock.ts";
import { get } from "./http.ts";
import { refusal } from "./refusal.ts";

const longestChecksumFile = 1_000_000;

/**
 * Downloads a tool into a stage folder, checked against the vendor's checksum file and our record of earlier downloads.
 * @param file where an executable goes, relative to the stage; an archive is unpacked into bin/
 * @throws DrillError download.*; the stage then holds nothing of it
 */
export async function download(wanted: Download, file: string, stage: string, context: ToolContext): Promise<void> {
  const url = wanted.url(context.platform);
  const checksumUrl = wanted.checksumUrl(context.platform);
  const expected = digestIn(await fetchText(checksumUrl, context), fileName(url), checksumUrl);
  const fetched = join(stage, "download");
  try {
    const sha256 = await fetchFile(url, fetched, context);
    if (sha256 !== expected) {
      throw refusal("download.mismatch", `${url} has SHA-256 ${sha256}, but ${checksumUrl} says ${expected}`);
    }
    await holdToRecord(context, url, sha256);
    await unpack(fetched, url, wanted.form, join(stage, file));
  } finally {
    await rm(fetched, { force: true });
  }
}

async function fetchFile(url: string, to: string, context: ToolContext): Promise<string> {
  const hash = createHash("sha256");
  let received = 0;
  await getFrom(url, context, async (answer, signal) => {
    const counted = async function* (pieces: AsyncIterable<Buffer>) {
      for await (const piece of pieces) {
        hash.update(piece);
        received += piece.length;
        yield piece;
      }
    };
    try {
      await pipeline(answer, counted, createWriteStream(to, { flags: "wx" }), { signal });
    } catch (thrown) {
      signal.throwIfAborted();
      if ((thrown as NodeJS.ErrnoException).code === "ENOSPC") throw thrown;
      const whole = answer.headers["content-length"] ?? "an unknown number of";
      throw refusal("download.truncated", `${url} broke off after ${received} of ${whole} bytes`, thrown);
    }
  });
  return hash.digest("hex");
}

async function fetchText(url: string, context: ToolContext): Promise<string> {
  return getFrom(url, context, async (answer) => {
    let text = "";
    for await (const piece of answer.setEncoding("utf8")) {
      text += String(piece);
      if (text.length > longestChecksumFile) {
        throw refusal("download.checksum-file", `${url} is longer than a checksum file`);
      }
    }
    return text;
  });
}

/** @throws DrillError download.unreachable where the host is known to be out of reach, without asking it again */
export async function requireReachable(url: string, context: ToolContext): Promise<void> {
  const why = await context.hosts.unreachable(url);
  if (why !== undefined) throw refusal("download.unreachable", `${new URL(url).host} cannot be reached: ${why}`);
}

/** As `get`, minding which hosts are known to be out of reach. */
async function getFrom<T>(
  url: string,
  context: ToolContext,
  take: (answer: IncomingMessage, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  await requireReachable(url, context);
  try {
    return await get(url, context, take);
  } catch (thrown) {
    if ((thrown as { code?: unknown }).code === "download.unreachable") context.hosts.giveUp(url, messageOf(thrown));
    throw thrown;
  }
}

async function unpack(fetched: string, url: string, form: Download["form"], file: string): Promise<void> {
  const folder = dirname(file);
  await mkdir(folder, { recursive: true });
  if (form === "executable") {
    await rename(fetched, file);
    return chmod(file, 0o755);
  }
  try {
    if (url.endsWith(".zip")) await execa("unzip", ["-q", "-j", fetched, "-d", folder]);
    else await execa("tar", ["-xzf", fetched, "-C", folder, "--no-same-owner", "--strip-components=1"]);
  } catch (thrown) {
    throw refusal("download.unpack", `${fileName(url)} cannot be unpacked: ${messageOf(thrown)}`, thrown);
  }
}

const fileName = (url: string) => basename(new URL(url).pathname);
