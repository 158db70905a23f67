import { describe, expect, it } from "vitest";
import { digestIn } from "../../../../toolchain/acquire/checksums.ts";

const one = "a".repeat(64);
const two = "B".repeat(64);

describe("digestIn", () => {
  it.each([
    ["a bare digest", `${one}\n`, one],
    ["a bare digest without a line end", one, one],
    ["the lines of sha256sum", `${one}  other.zip\n${two}  k6.tar.gz\n`, two.toLowerCase()],
    ["binary mode and a relative path", `${one} *./k6.tar.gz\r\n`, one],
  ])("reads %s", (_what, text, digest) => {
    expect(digestIn(text, "k6.tar.gz", "https://vendor/sums")).toBe(digest);
  });

  it.each([
    ["a page", "<!doctype html><html>Sign in</html>"],
    ["nothing", ""],
    ["a list without the file", `${one}  other.tar.gz\n`],
    ["a list of a file whose name ends the same", `${one}  xk6.tar.gz\n`],
    ["a shorter digest", `${"a".repeat(40)}  k6.tar.gz\n`],
  ])("refuses %s", (_what, text) => {
    expect(() => digestIn(text, "k6.tar.gz", "https://vendor/sums")).toThrow(
      expect.objectContaining({ code: "download.checksum-file", message: expect.stringContaining("k6.tar.gz") }),
    );
  });
});
