import type { RedisConnection, Reply } from "../../../../../backup/stores/redis/connection.ts";
import { playedDump } from "./played-dump.ts";

/** A value of a database that is played. */
export interface PlayedValue {
  type: string;
  /** what the command that reads it is answered */
  value: Reply;
  expiresAtMs?: number;
  /** goes away between being looked at and being read */
  vanishes?: boolean;
}

/** A database that gives its keys in pages of one, and the first of them once more at the end. */
export function playedRedis(values: Record<string, PlayedValue>): RedisConnection {
  const keys = Object.keys(values);
  const pages = [...keys, ...keys.slice(0, 1)];
  const scan = (cursor: number): Reply => {
    const next = cursor + 1 < pages.length ? cursor + 1 : 0;
    return [Buffer.from(String(next)), pages.slice(cursor, cursor + 1).map((key) => Buffer.from(key))];
  };
  return {
    send: async (name, ...args) => {
      if (name === "SCAN") return scan(Number(args[0]));
      const held = values[String(args[name === "MEMORY" ? 1 : 0])];
      if (held === undefined) throw new Error(`no such key: ${args.join(" ")}`);
      if (name === "TYPE") return held.type;
      if (name === "PEXPIRETIME") return held.expiresAtMs ?? -1;
      if (name === "MEMORY") return 64;
      if (name === "EXISTS") return held.vanishes === true ? 0 : 1;
      if (held.vanishes === true) return null;
      return name === "DUMP" ? playedDump(Buffer.from(String(held.value))) : held.value;
    },
  };
}
