import { describe, expect, it } from "vitest";
import { nextHop } from "../../../../toolchain/acquire/http.ts";

describe("nextHop", () => {
  it.each([
    ["https://a.test/x", "https://b.test/y", "https://b.test/y"],
    ["https://a.test/x/1", "2?z", "https://a.test/x/2?z"],
    ["http://a.test/x", "/y", "http://a.test/y"],
    ["http://a.test/x", "https://b.test/y", "https://b.test/y"],
  ])("from %s by %s to %s", (at, location, next) => {
    expect(nextHop(new URL(at), location).href).toBe(next);
  });

  it.each(["http://b.test/y", "file:///etc/passwd"])("does not leave encryption behind for %s", (location) => {
    expect(() => nextHop(new URL("https://a.test/x"), location)).toThrow(
      expect.objectContaining({ code: "download.redirects" }),
    );
  });
});
