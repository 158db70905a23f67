import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  type GetObjectCommandOutput,
  HeadObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
} from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import type { ListedObject, ObjectAttributes, ObjectStore } from "./object-store.ts";
import { ResumedBody } from "./resumed-body.ts";
import { credentialsHider, type S3Connection, s3Client } from "./s3-connection.ts";
import { cutOff, type Hide, objectsError } from "./s3-errors.ts";
import { formatS3Url, parseS3Url, type S3Url } from "./s3-url.ts";

/** 10 000 parts are allowed, so that an object may have up to 78 GiB. */
const partBytes = 8 * 1024 * 1024;
/** Parts that are under way at a time, each held in memory. */
const partsAtOnce = 2;

/** Objects below a prefix of a bucket. Sockets stay open until `close`. @throws DrillError s3.url */
export function openS3Store(url: string, connection: S3Connection): ObjectStore & { close: () => void } {
  const place = parseS3Url(url);
  const client = s3Client(connection);
  return { ...storeAt(client, place, credentialsHider(connection)), close: () => client.destroy() };
}

function storeAt(client: S3Client, place: S3Url, hide: Hide): ObjectStore {
  const url = formatS3Url(place);
  const at = (key: string): Target => ({ Bucket: place.bucket, Key: `${place.prefix}${key}` });
  const telling: Telling = async (key, call) => {
    try {
      return await call();
    } catch (thrown) {
      throw objectsError(thrown, `${url}${key}`, hide);
    }
  };
  const get = (key: string): Promise<Readable> =>
    telling(key, () => resumedBody(client, at(key), (call) => telling(key, call), `${url}${key}`));
  return {
    url,
    get,
    put: (key, body, attributes) => telling(key, () => write(client, { ...at(key), ...headersOf(attributes) }, body)),
    read: async (key) => buffer(await get(key)),
    attributes: (key) => telling(key, () => attributesOf(client, at(key), key)),
    list: (prefix) => listed(client, place, prefix, telling),
    remove: (key) =>
      telling(key, async () => {
        await client.send(new DeleteObjectCommand(at(key)));
      }),
    below: (prefix) => storeAt(client, { ...place, prefix: `${place.prefix}${prefix}` }, hide),
  };
}

interface Target {
  Bucket: string;
  Key: string;
}

/** Makes a call for the object of that key, and a DrillError of what it throws. */
type Telling = <T>(key: string, call: () => Promise<T>) => Promise<T>;

type Headers = Pick<PutObjectCommandInput, "ContentType" | "Metadata">;

const headersOf = ({ contentType, metadata }: ObjectAttributes = {}): Headers => ({
  ...(contentType === undefined ? {} : { ContentType: contentType }),
  ...(metadata === undefined ? {} : { Metadata: metadata }),
});

async function write(client: S3Client, target: Target & Headers, body: Uint8Array | Readable): Promise<void> {
  if (body instanceof Uint8Array) {
    await client.send(new PutObjectCommand({ ...target, Body: body }));
    return;
  }
  const params = { ...target, Body: body };
  const parts = { partSize: partBytes, queueSize: partsAtOnce, leavePartsOnError: false };
  try {
    await new Upload({ client, params, ...parts }).done();
  } catch (thrown) {
    // What the source failed with says more than that its upload was broken off.
    const cause = body.errored ?? thrown;
    body.destroy();
    throw cause;
  }
}

/** A body that goes on where a connection is cut, as long as the object stays the same. */
async function resumedBody(
  client: S3Client,
  target: Target,
  telling: <T>(call: () => Promise<T>) => Promise<T>,
  url: string,
): Promise<Readable> {
  const first = await client.send(new GetObjectCommand(target));
  const reopen = async (reached: number): Promise<Readable> => {
    const rest = { ...target, Range: `bytes=${reached}-`, IfMatch: first.ETag };
    const next = await telling(() => client.send(new GetObjectCommand(rest)));
    const body = bodyOf(next);
    if (next.ContentRange?.startsWith(`bytes ${reached}-`) === true) return body;
    body.destroy();
    throw cutOff(url, new Error("the server does not go on where it was cut off"));
  };
  return new ResumedBody({
    first: bodyOf(first),
    bytes: first.ContentLength,
    reopen,
    givenUp: (cut) => cutOff(url, cut),
  });
}

function bodyOf({ Body }: GetObjectCommandOutput): Readable {
  if (Body instanceof Readable) return Body;
  throw new Error("the SDK gave no stream of Node.js");
}

async function attributesOf(client: S3Client, target: Target, key: string): Promise<ListedObject & ObjectAttributes> {
  const { ContentLength = 0, ContentType, Metadata = {} } = await client.send(new HeadObjectCommand(target));
  return { key, bytes: ContentLength, contentType: ContentType, metadata: Metadata };
}

async function* listed(client: S3Client, place: S3Url, prefix: string, telling: Telling): AsyncGenerator<ListedObject> {
  // Asked for escaped keys, a server can name those that XML has no words for.
  const asked = { Bucket: place.bucket, Prefix: `${place.prefix}${prefix}`, EncodingType: "url" } as const;
  let token: string | undefined;
  do {
    const command = new ListObjectsV2Command({ ...asked, ContinuationToken: token });
    const page: ListObjectsV2CommandOutput = await telling(prefix, () => client.send(command));
    const decode = page.EncodingType === "url" ? unescaped : (key: string) => key;
    for (const { Key, Size = 0 } of page.Contents ?? []) {
      if (Key !== undefined) yield { key: decode(Key).slice(place.prefix.length), bytes: Size };
    }
    token = page.IsTruncated === true ? page.NextContinuationToken : undefined;
  } while (token !== undefined);
}

const unescaped = (key: string): string => decodeURIComponent(key.replaceAll("+", " "));
