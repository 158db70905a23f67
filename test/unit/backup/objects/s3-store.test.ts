import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ObjectStore } from "../../../../backup/objects/object-store.ts";
import { openS3Store } from "../../../../backup/objects/s3-store.ts";
import { type Asked, credentials, type PlayedS3, playS3, refuse, serveBytes, xml } from "./played-s3.ts";

const megabyte = 1024 * 1024;
const prefix = "s3://backups/2025/";

/** Plays S3 for a store that is closed with it. */
async function playStore(
  answer: Parameters<typeof playS3>[0],
): Promise<{ s3: PlayedS3; store: ObjectStore } & AsyncDisposable> {
  const s3 = await playS3(answer);
  const store = openS3Store(prefix, s3.connection);
  const dispose = async () => {
    store.close();
    await s3[Symbol.asyncDispose]();
  };
  return { s3, store, [Symbol.asyncDispose]: dispose };
}

async function keysOf(store: ObjectStore, below: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(below)) keys.push(key);
  return keys;
}

// Tries come without the pauses between them, whose length is drawn.
beforeEach(() => void vi.spyOn(Math, "random").mockReturnValue(0));
afterEach(() => void vi.restoreAllMocks());

describe("an object", () => {
  it("is written with its attributes below the prefix", async () => {
    await using played = await playStore((_asked, response) => response.end());
    const { s3, store } = played;
    await store.below("blobs/").put("a b.txt", Buffer.from("content"), {
      contentType: "text/plain",
      metadata: { owner: "me" },
    });
    expect(s3.asked).toHaveLength(1);
    expect(s3.asked[0]).toMatchObject({
      method: "PUT",
      path: "/backups/2025/blobs/a b.txt",
      headers: { "content-type": "text/plain", "x-amz-meta-owner": "me" },
    });
    expect(s3.asked[0]?.body.toString()).toBe("content");
  });

  it("is read whole, and its attributes are", async () => {
    await using played = await playStore((asked, response) => {
      response.setHeader("content-type", "text/plain");
      response.setHeader("x-amz-meta-owner", "me");
      if (asked.method === "HEAD") response.writeHead(200, { "content-length": 7 }).end();
      else serveBytes(asked, response, Buffer.from("content"));
    });
    const { store } = played;
    expect((await store.read("a")).toString()).toBe("content");
    expect(await store.attributes("a")).toEqual({
      key: "a",
      bytes: 7,
      contentType: "text/plain",
      metadata: { owner: "me" },
    });
  });

  it("is removed", async () => {
    await using played = await playStore((_asked, response) => response.writeHead(204).end());
    await played.store.remove("a");
    expect(played.s3.asked).toMatchObject([{ method: "DELETE", path: "/backups/2025/a" }]);
  });

  it("may be empty", async () => {
    await using played = await playStore((asked, response) => serveBytes(asked, response, Buffer.alloc(0)));
    expect(await played.store.read("a")).toHaveLength(0);
    await played.store.put("a", Readable.from([]));
    expect(played.s3.asked.at(-1)).toMatchObject({ method: "PUT", headers: { "content-length": "0" } });
  });
});

describe("a call is tried again", () => {
  it("while the server asks for patience", async () => {
    await using played = await playStore((asked, response, earlier) => {
      if (earlier < 2) refuse(response, 503, "SlowDown");
      else serveBytes(asked, response, Buffer.from("content"));
    });
    expect((await played.store.read("a")).toString()).toBe("content");
    expect(played.s3.asked).toHaveLength(3);
  });

  it("until its tries are used up", async () => {
    await using played = await playStore((_asked, response) => refuse(response, 503, "SlowDown"));
    await expect(played.store.put("a", Buffer.from("x"))).rejects.toMatchObject({
      code: "objects.unreachable",
      kind: "environment",
      message: "s3://backups/2025/a could not be reached: SlowDown: played",
    });
    expect(played.s3.asked).toHaveLength(3);
  });

  it("where no server is there", async () => {
    const gone = await playS3(() => undefined);
    await gone[Symbol.asyncDispose]();
    const store = openS3Store(prefix, gone.connection);
    await expect(store.read("a")).rejects.toMatchObject({
      code: "objects.unreachable",
      message: expect.stringMatching(/^s3:\/\/backups\/2025\/a could not be reached: .*ECONNREFUSED/),
    });
    store.close();
  });
});

describe("a body that is cut off", () => {
  const bytes = randomBytes(megabyte);

  it("is read on from where it was, of the same object", async () => {
    await using played = await playStore((asked, response, earlier) =>
      serveBytes(asked, response, bytes, earlier === 0 ? megabyte / 2 : undefined),
    );
    expect(bytes.equals(await buffer(await played.store.get("a")))).toBe(true);
    expect(played.s3.asked).toHaveLength(2);
    const { range, "if-match": ifMatch } = played.s3.asked[1]?.headers ?? {};
    expect(range).toMatch(/^bytes=[1-9]\d*-$/);
    expect(ifMatch).toBe('"v1"');
  });

  it("is read on as often as something of it comes", async () => {
    await using played = await playStore((asked, response) => serveBytes(asked, response, bytes, megabyte / 16));
    expect(bytes.equals(await buffer(await played.store.get("a")))).toBe(true);
    expect(played.s3.asked.length).toBeGreaterThan(10);
  });

  it("is given up once nothing of it comes any more", async () => {
    await using played = await playStore((asked, response, earlier) =>
      serveBytes(asked, response, bytes, earlier === 0 ? 1_000 : 0),
    );
    await expect(played.store.read("a")).rejects.toMatchObject({ code: "objects.unreachable" });
    expect(played.s3.asked).toHaveLength(5);
  });

  it("is given up once the object was replaced", async () => {
    await using played = await playStore((asked, response, earlier) => {
      if (earlier === 0) serveBytes(asked, response, bytes, 1_000);
      else refuse(response, 412, "PreconditionFailed");
    });
    await expect(played.store.read("a")).rejects.toMatchObject({
      code: "objects.missing",
      message: expect.stringContaining("PreconditionFailed"),
    });
  });

  it("is never patched with bytes from the beginning", async () => {
    await using played = await playStore((asked, response, earlier) =>
      serveBytes({ ...asked, headers: {} }, response, bytes, earlier === 0 ? 1_000 : undefined),
    );
    await expect(played.store.read("a")).rejects.toMatchObject({
      code: "objects.unreachable",
      message: expect.stringContaining("does not go on"),
    });
  });

  it("ends with its reader", async () => {
    await using played = await playStore((asked, response) => {
      serveBytes(asked, response, bytes);
    });
    const body = await played.store.get("a");
    const closed = new Promise((resolve) => body.once("close", resolve));
    body.destroy();
    await closed;
    await expect.poll(played.s3.sockets).toBe(0);
    expect(played.s3.asked).toHaveLength(1);
  });
});

describe("a refusal", () => {
  it.each<[number, string, string]>([
    [403, "AccessDenied", "objects.denied"],
    [404, "NoSuchKey", "objects.missing"],
    [404, "NoSuchBucket", "objects.missing"],
    [507, "XMinioStorageFull", "objects.full"],
  ])("with %s %s is %s, whatever was asked for", async (status, name, code) => {
    await using played = await playStore((_asked, response) => refuse(response, status, name));
    const { store } = played;
    const calls: (() => Promise<unknown>)[] = [
      () => store.get("a"),
      () => store.read("a"),
      () => store.put("a", Buffer.from("x")),
      () => store.put("a", Readable.from([Buffer.from("x")])),
      () => store.remove("a"),
    ];
    for (const call of calls) {
      await expect(call()).rejects.toMatchObject({
        code,
        message: expect.stringMatching(new RegExp(`^s3://backups/2025/a .*: ${name}: played$`)),
      });
    }
    await expect(keysOf(store, "blobs/")).rejects.toMatchObject({
      code,
      message: expect.stringContaining("s3://backups/2025/blobs/"),
    });
  });

  it.each([
    [404, "objects.missing"],
    [403, "objects.denied"],
  ])("without a body and with the status %s is %s", async (status, code) => {
    await using played = await playStore((_asked, response) => response.writeHead(status).end());
    await expect(played.store.attributes("a")).rejects.toMatchObject({ code });
  });

  it("shows no credentials, even where the server repeats them", async () => {
    const { accessKeyId, secretAccessKey } = credentials;
    await using played = await playStore((asked, response) =>
      refuse(response, 403, "AccessDenied", `${asked.headers.authorization ?? ""} ${secretAccessKey}`),
    );
    const failure = await played.store.read("a").catch((thrown: unknown) => thrown);
    expect(failure).toMatchObject({ code: "objects.denied", message: expect.stringContaining("[secret]") });
    expect(JSON.stringify([failure, (failure as Error).message, (failure as Error).stack])).not.toMatch(
      new RegExp(`${accessKeyId}|${secretAccessKey}`),
    );
    expect(failure).not.toHaveProperty("cause");
  });
});

describe("a listing", () => {
  const contents = (...keys: string[]) =>
    keys.map((key) => `<Contents><Key>${key}</Key><Size>3</Size></Contents>`).join("");
  const page = (inner: string) => `<ListBucketResult>${inner}</ListBucketResult>`;

  it("goes through all pages, and says keys as the store knows them", async () => {
    await using played = await playStore((asked, response) => {
      const isLast = asked.query.get("continuation-token") === "next";
      const first = `<IsTruncated>true</IsTruncated><NextContinuationToken>next</NextContinuationToken>`;
      const keys = isLast ? ["2025/c"] : ["2025/a", "2025/b/1"];
      xml(response, 200, page(`${isLast ? "" : first}${contents(...keys)}`));
    });
    expect(await keysOf(played.store, "")).toEqual(["a", "b/1", "c"]);
    expect(played.s3.asked.map(({ query }) => query.get("prefix"))).toEqual(["2025/", "2025/"]);
  });

  it("may be of nothing", async () => {
    await using played = await playStore((_asked, response) => xml(response, 200, page("<KeyCount>0</KeyCount>")));
    expect(await keysOf(played.store, "blobs/")).toEqual([]);
    expect(played.s3.asked[0]?.query.get("prefix")).toBe("2025/blobs/");
  });

  it("reads escaped keys where the server says that they are", async () => {
    await using played = await playStore((asked, response) => {
      const isEscaped = asked.query.get("prefix") === "2025/e/";
      const escaped = `<EncodingType>url</EncodingType>${contents("2025/e/a+%2B%C3%BC")}`;
      xml(response, 200, page(isEscaped ? escaped : contents("2025/p/a+%2B")));
    });
    expect(await keysOf(played.store, "e/")).toEqual(["e/a +ü"]);
    expect(await keysOf(played.store, "p/")).toEqual(["p/a+%2B"]);
  });
});

describe("a stream", () => {
  const bytes = randomBytes(17 * megabyte);
  const numberOf = ({ query }: Asked) => Number(query.get("partNumber"));
  const pieces = function* (until = bytes.length) {
    for (let at = 0; at < until; at += 100_000) yield bytes.subarray(at, at + 100_000);
  };
  const start = "<InitiateMultipartUploadResult><UploadId>u1</UploadId></InitiateMultipartUploadResult>";
  const end = "<CompleteMultipartUploadResult><ETag>whole</ETag></CompleteMultipartUploadResult>";
  const upload: Parameters<typeof playS3>[0] = (asked, response) => {
    const part = asked.query.get("partNumber");
    if (asked.query.has("uploads")) xml(response, 200, start);
    else if (part !== null) response.writeHead(200, { etag: `"part-${part}"` }).end();
    else if (asked.method === "POST") xml(response, 200, end);
    else response.writeHead(204).end();
  };

  it("is written in parts that are put together at its end", async () => {
    await using played = await playStore(upload);
    await played.store.put("a", Readable.from(pieces(), { objectMode: false }), { contentType: "text/plain" });
    const parts = played.s3.asked.filter(({ query }) => query.has("partNumber"));
    const inOrder = parts.sort((one, other) => numberOf(one) - numberOf(other));
    expect(inOrder.map(({ body }) => body.length)).toEqual([8 * megabyte, 8 * megabyte, megabyte]);
    expect(bytes.equals(Buffer.concat(inOrder.map(({ body }) => body)))).toBe(true);
    expect(played.s3.asked[0]?.headers["content-type"]).toBe("text/plain");
    const last = played.s3.asked.at(-1);
    expect(last?.query.get("uploadId")).toBe("u1");
    expect(last?.body.toString()).toMatch(/part-1.*part-2.*part-3/s);
  });

  it("leaves nothing behind where its source fails, and says what that failed with", async () => {
    await using played = await playStore(upload);
    const failure = new Error("the source broke");
    const source = Readable.from(
      (function* () {
        yield* pieces(9 * megabyte);
        throw failure;
      })(),
      { objectMode: false },
    );
    await expect(played.store.put("a", source)).rejects.toBe(failure);
    expect(played.s3.asked.at(-1)).toMatchObject({ method: "DELETE", path: "/backups/2025/a" });
    expect(played.s3.asked.filter(({ method }) => method === "POST")).toHaveLength(1);
  });

  it("leaves nothing behind where a part is refused, and ends its source", async () => {
    await using played = await playStore((asked, response, earlier) => {
      if (asked.query.get("partNumber") === "2") refuse(response, 403, "QuotaExceeded");
      else upload(asked, response, earlier);
    });
    const source = Readable.from(pieces(), { objectMode: false });
    await expect(played.store.put("a", source)).rejects.toMatchObject({ code: "objects.full" });
    expect(played.s3.asked.at(-1)).toMatchObject({ method: "DELETE", path: "/backups/2025/a" });
    expect(source.destroyed).toBe(true);
  });
});

describe("a store", () => {
  it("ends its sockets when it is closed", async () => {
    await using s3 = await playS3((asked, response) => serveBytes(asked, response, Buffer.from("content")));
    const store = openS3Store(prefix, s3.connection);
    await Promise.all([store.read("a"), store.below("b/").read("c")]);
    expect(s3.sockets()).toBeGreaterThan(0);
    store.close();
    await expect.poll(s3.sockets).toBe(0);
  });

  it("is named for people, and so is what is below it", () => {
    const store = openS3Store("s3://backups", { region: "us-east-1" });
    expect(store.url).toBe("s3://backups/");
    expect(store.below("2025/").below("blobs/").url).toBe("s3://backups/2025/blobs/");
    store.close();
  });
});
