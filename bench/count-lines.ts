// The least that any report over a samples file has to do: unpack it and find its lines.
// usage: node bench/count-lines.ts FILE
import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";

let lines = 0;
for await (const chunk of createReadStream(process.argv[2] ?? "").pipe(createGunzip())) {
  for (const byte of chunk as Buffer) if (byte === 10) lines += 1;
}
console.log(lines);
