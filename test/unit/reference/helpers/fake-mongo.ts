import type { Socket } from "node:net";
import { BSON, type Document } from "mongodb";
import { onTestFinished } from "vitest";
import { FakeServer } from "./fake-server.ts";

const opQuery = 2004;
const opReply = 1;
const opMsg = 2013;

/** As much of MongoDB's wire protocol as the reference uses, over documents in memory; it can vanish and fall silent. */
export class FakeMongo extends FakeServer {
  readonly collections = new Map<string, Map<unknown, Document>>();

  static async start(): Promise<FakeMongo> {
    const mongo = new FakeMongo();
    await mongo.listen();
    onTestFinished(() => mongo.stop());
    return mongo;
  }

  protected override serve(socket: Socket): void {
    let pending = Buffer.alloc(0);
    socket.on("data", (chunk) => {
      pending = Buffer.concat([pending, chunk]);
      while (pending.length >= 4 && pending.length >= pending.readInt32LE(0)) {
        const message = pending.subarray(0, pending.readInt32LE(0));
        pending = pending.subarray(message.length);
        const answer = this.#answer(message);
        if (!this.silent) socket.write(answer);
      }
    });
  }

  #answer(message: Buffer): Buffer {
    const id = message.readInt32LE(4);
    if (message.readInt32LE(12) === opQuery) {
      const query = message.subarray(message.indexOf(0, 20) + 9);
      return frame(opReply, id, [int32(8), Buffer.alloc(12), int32(1)], this.#run(BSON.deserialize(query)));
    }
    return frame(opMsg, id, [int32(0), Buffer.from([0])], this.#run(BSON.deserialize(message.subarray(21))));
  }

  #run(command: Document): Document {
    const [name = "", target] = Object.entries(command)[0] ?? [];
    this.commands.push(name);
    const documents = this.collections.get(String(target)) ?? new Map<unknown, Document>();
    switch (name) {
      case "create":
        if (this.collections.has(String(target))) return { ok: 0, code: 48, errmsg: "collection exists" };
        this.collections.set(String(target), documents);
        return { ok: 1 };
      case "insert":
        return this.#insert(String(target), documents, command["documents"] as Document[]);
      case "find": {
        const found = documents.get(command["filter"]?._id);
        return { ok: 1, cursor: { id: BSON.Long.ZERO, ns: `db.${target}`, firstBatch: found ? [found] : [] } };
      }
      case "saslStart":
        return { ok: 0, code: 18, errmsg: "Authentication failed." };
      case "ping":
      case "endSessions":
        return { ok: 1 };
      default:
        return { ok: 1, helloOk: true, isWritablePrimary: true, minWireVersion: 0, maxWireVersion: 21 };
    }
  }

  #insert(collection: string, documents: Map<unknown, Document>, inserted: Document[]): Document {
    this.collections.set(collection, documents);
    const [document = {}] = inserted;
    if (documents.has(document["_id"])) {
      return { ok: 1, n: 0, writeErrors: [{ index: 0, code: 11_000, errmsg: "E11000 duplicate key" }] };
    }
    documents.set(document["_id"], document);
    return { ok: 1, n: 1 };
  }
}

function frame(operation: number, answers: number, head: Buffer[], document: Document): Buffer {
  const body = Buffer.concat([...head, BSON.serialize(document)]);
  return Buffer.concat([int32(16 + body.length), int32(1), int32(answers), int32(operation), body]);
}

function int32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeInt32LE(value);
  return buffer;
}
