import { describe, expect, it } from "vitest";
import { formatS3Url, parseS3Url } from "../../../../backup/objects/s3-url.ts";

describe("a place in S3", () => {
  it.each([
    ["s3://backups", { bucket: "backups", prefix: "" }, "s3://backups/"],
    ["s3://backups/", { bucket: "backups", prefix: "" }, "s3://backups/"],
    ["s3://back.ups-1/2025", { bucket: "back.ups-1", prefix: "2025/" }, "s3://back.ups-1/2025/"],
    ["s3://backups/a/b c/ü/", { bucket: "backups", prefix: "a/b c/ü/" }, "s3://backups/a/b c/ü/"],
  ])("%s is read and written", (text, place, written) => {
    expect(parseS3Url(text)).toEqual(place);
    expect(formatS3Url(place)).toBe(written);
    expect(parseS3Url(written)).toEqual(place);
  });

  it.each([
    "",
    "backups",
    "https://backups/a",
    "S3://backups",
    "s3://",
    "s3:///a",
    "s3://ab",
    "s3://Backups",
    "s3://back_ups",
    "s3://backups-/a",
    "s3://backups//",
    "s3://backups//a",
    "s3://backups/a//b",
    "s3://backups/a/../b",
    "s3://backups/./a",
    "s3://backups/..",
    "s3://backups/a\nb",
    " s3://backups",
  ])("%j is none", (text) => {
    expect(() => parseS3Url(text)).toThrow(expect.objectContaining({ code: "s3.url", kind: "usage" }));
  });

  it("is refused with credentials in it, which are not shown", () => {
    expect(() => parseS3Url("s3://some-id:some-secret@backups/a")).toThrow(
      expect.objectContaining({ code: "s3.url", message: expect.not.stringMatching(/some-id|some-secret/) }),
    );
  });
});
