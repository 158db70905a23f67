import { describe, expect, it } from "vitest";
import { cutOff, objectsError } from "../../../../backup/objects/s3-errors.ts";
import { DrillError } from "../../../../common/errors.ts";

const url = "s3://backups/2025/manifest.json";

/** An error as the SDK throws it; status undefined = there was no answer. */
const thrownBySdk = (name: string, status?: number, fields: object = {}) =>
  Object.assign(new Error(`about ${name}\nmore`), {
    name,
    $metadata: status === undefined ? {} : { httpStatusCode: status },
    ...fields,
  });

describe("what the SDK throws", () => {
  it.each<[string, number | undefined, string]>([
    ["NoSuchKey", 404, "objects.missing"],
    ["NoSuchBucket", 404, "objects.missing"],
    ["NotFound", 404, "objects.missing"],
    ["PreconditionFailed", 412, "objects.missing"],
    ["InvalidRange", 416, "objects.missing"],
    ["AccessDenied", 403, "objects.denied"],
    ["InvalidAccessKeyId", 403, "objects.denied"],
    ["SignatureDoesNotMatch", 403, "objects.denied"],
    ["Unauthorized", 401, "objects.denied"],
    ["PermanentRedirect", 301, "objects.denied"],
    ["InvalidBucketName", 400, "objects.denied"],
    ["CredentialsProviderError", undefined, "objects.denied"],
    ["QuotaExceeded", 403, "objects.full"],
    ["XMinioStorageFull", 507, "objects.full"],
    ["NoSpaceLeft", 500, "objects.full"],
    ["Whatever", 507, "objects.full"],
    ["SlowDown", 503, "objects.unreachable"],
    ["TooManyRequests", 429, "objects.unreachable"],
    ["RequestTimeout", 400, "objects.unreachable"],
    ["NoSuchUpload", 404, "objects.unreachable"],
    ["InternalError", 500, "objects.unreachable"],
    ["TimeoutError", undefined, "objects.unreachable"],
    ["SyntaxError", 200, "objects.unreachable"],
  ])("%s with the status %s is %s", (name, status, code) => {
    const failure = objectsError(thrownBySdk(name, status), url);
    expect(failure).toBeInstanceOf(DrillError);
    expect(failure).toMatchObject({ code, kind: "environment", remedy: expect.stringMatching(/./) });
    expect(failure).toMatchObject({ message: expect.stringMatching(new RegExp(`^${url} .*${name}: about ${name}$`)) });
  });

  it("is named by its code where it has no message", () => {
    const refused = Object.assign(new AggregateError([]), { code: "ECONNREFUSED", $metadata: {} });
    expect(objectsError(refused, url)).toMatchObject({ message: expect.stringMatching(/: ECONNREFUSED$/) });
  });

  it("is not kept, since its headers carry credentials", () => {
    const thrown = thrownBySdk("AccessDenied", 403, { $response: { headers: { authorization: "secret" } } });
    expect(objectsError(thrown, url)).not.toHaveProperty("cause");
  });

  it("is stripped of what a server repeats of the credentials", () => {
    const thrown = Object.assign(thrownBySdk("AccessDenied", 403), { message: "no access for some-id" });
    const hide = (text: string) => text.replaceAll("some-id", "[secret]");
    const message = expect.stringMatching(/no access for \[secret\]$/) as unknown;
    expect(objectsError(thrown, url, hide)).toMatchObject({ message });
  });
});

describe("what the SDK does not throw", () => {
  it.each([
    ["a failure of a source", Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" })],
    ["a DrillError", cutOff(url, new Error("aborted"))],
    ["a text", "stop"],
    ["nothing", undefined],
  ])("stays as it is: %s", (_what, thrown) => {
    expect(objectsError(thrown, url)).toBe(thrown);
  });
});

describe("a body that was cut off", () => {
  it("could not be reached", () => {
    const cut = Object.assign(new Error("aborted"), { code: "ECONNRESET" });
    expect(cutOff(url, cut)).toMatchObject({
      code: "objects.unreachable",
      message: `${url} could not be reached: ECONNRESET: aborted`,
    });
  });
});
