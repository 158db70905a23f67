import type { Socket } from "node:net";
import { onTestFinished } from "vitest";
import { FakeServer } from "./fake-server.ts";

/** As much of Redis (protocol version 2) as the reference and the drills use, which can fall silent or vanish. */
export class FakeRedis extends FakeServer {
  readonly strings = new Map<string, string>();
  readonly hashes = new Map<string, Map<string, string>>();
  /** seconds to live, by key */
  readonly ttls = new Map<string, number>();

  static async start(): Promise<FakeRedis> {
    const redis = new FakeRedis();
    await redis.listen();
    onTestFinished(() => redis.stop());
    return redis;
  }

  protected override serve(socket: Socket): void {
    let pending = "";
    socket.on("data", (chunk) => {
      pending += chunk.toString("utf8");
      for (let command = take(pending); command !== undefined; command = take(pending)) {
        pending = pending.slice(command.length);
        this.commands.push(command.words[0]?.toUpperCase() ?? "");
        if (!this.silent) socket.write(this.#answer(command.words));
      }
    });
  }

  #answer([name = "", key = "", ...rest]: string[]): string {
    const [first = "", second = ""] = rest;
    switch (name.toUpperCase()) {
      case "PING":
        return "+PONG\r\n";
      case "INCR":
      case "DECR": {
        const value = Number(this.strings.get(key) ?? 0) + (name.toUpperCase() === "INCR" ? 1 : -1);
        this.strings.set(key, String(value));
        return `:${value}\r\n`;
      }
      case "EXPIRE":
        this.ttls.set(key, Number(first));
        return ":1\r\n";
      case "GET":
        return bulk(this.strings.get(key));
      case "MGET": {
        const values = [key, ...rest].map((each) => bulk(this.strings.get(each)));
        return `*${values.length}\r\n${values.join("")}`;
      }
      case "SET":
        this.strings.set(key, first);
        if (second.toUpperCase() === "EX") this.ttls.set(key, Number(rest[2]));
        return "+OK\r\n";
      case "EXISTS":
        return `:${this.strings.has(key) || this.hashes.has(key) ? 1 : 0}\r\n`;
      case "SCAN": {
        // All at once, by a pattern that ends with the only asterisk: `key` is the cursor.
        const found = [...this.strings.keys(), ...this.hashes.keys()].filter((each) =>
          each.startsWith(second.slice(0, -1)),
        );
        return `*2\r\n${bulk("0")}*${found.length}\r\n${found.map(bulk).join("")}`;
      }
      case "UNLINK": {
        const gone = [key, ...rest].filter((each) => this.strings.delete(each) || this.hashes.delete(each));
        return `:${gone.length}\r\n`;
      }
      case "HGET":
        return bulk(this.hashes.get(key)?.get(first));
      case "HSET":
      case "HSETNX": {
        const hash = this.hashes.get(key) ?? new Map<string, string>();
        this.hashes.set(key, hash);
        if (name.toUpperCase() === "HSETNX" && hash.has(first)) return ":0\r\n";
        hash.set(first, second);
        return ":1\r\n";
      }
      default:
        return `-ERR unknown command '${name}'\r\n`;
    }
  }
}

const bulk = (value: string | undefined) =>
  value === undefined ? "$-1\r\n" : `$${Buffer.byteLength(value)}\r\n${value}\r\n`;

/** The first whole command of what came, with its length; undefined where it is not whole yet. ASCII alone. */
function take(text: string): { words: string[]; length: number } | undefined {
  const head = /^\*(\d+)\r\n/.exec(text);
  if (head === null) return undefined;
  let at = head[0].length;
  const words: string[] = [];
  for (let left = Number(head[1]); left > 0; left -= 1) {
    const size = /^\$(\d+)\r\n/.exec(text.slice(at));
    if (size === null) return undefined;
    at += size[0].length;
    const end = at + Number(size[1]);
    if (text.length < end + 2) return undefined;
    words.push(text.slice(at, end));
    at = end + 2;
  }
  return { words, length: at };
}
