import { describe, expect, it } from "vitest";
import { ensureBucket, readConnection } from "../../../../backup/objects/s3-connection.ts";
import { credentials, playS3, refuse } from "./played-s3.ts";

const keys = { AWS_ACCESS_KEY_ID: "id", AWS_SECRET_ACCESS_KEY: "secret" };

describe("a connection", () => {
  it("is to AWS itself where the environment says nothing", () => {
    expect(readConnection({})).toEqual({ region: "us-east-1" });
    expect(readConnection({ DRILL_S3_ENDPOINT: "", AWS_REGION: "", AWS_ACCESS_KEY_ID: "" })).toEqual({
      region: "us-east-1",
    });
  });

  it("is what the environment says", () => {
    const place = { AWS_REGION: "eu-central-1", DRILL_S3_ENDPOINT: "http://s3:9000" };
    expect(readConnection({ ...keys, ...place, AWS_SESSION_TOKEN: "token" })).toEqual({
      endpoint: "http://s3:9000",
      region: "eu-central-1",
      credentials: { accessKeyId: "id", secretAccessKey: "secret", sessionToken: "token" },
    });
    expect(readConnection(keys).credentials).toEqual({ accessKeyId: "id", secretAccessKey: "secret" });
  });

  it("leaves credentials to the SDK where there is only half of them", () => {
    expect(readConnection({ AWS_ACCESS_KEY_ID: "id" })).toEqual({ region: "us-east-1" });
  });

  it.each(["s3:9000", "ftp://s3", "http://id:secret@s3", "nonsense"])("is refused to %s", (endpoint) => {
    expect(() => readConnection({ DRILL_S3_ENDPOINT: endpoint })).toThrow(
      expect.objectContaining({ code: "s3.endpoint", kind: "usage", message: expect.not.stringContaining("secret") }),
    );
  });
});

describe("a bucket of a server that is thrown away", () => {
  it("is made", async () => {
    await using s3 = await playS3((_asked, response) => response.end());
    await ensureBucket("s3://backups/2025/", s3.connection);
    expect(s3.asked).toMatchObject([{ method: "PUT", path: expect.stringMatching(/^\/backups\/?$/) }]);
    await expect.poll(s3.sockets).toBe(0);
  });

  it("may be there already", async () => {
    await using s3 = await playS3((_asked, response) => refuse(response, 409, "BucketAlreadyOwnedByYou"));
    await expect(ensureBucket("s3://backups", s3.connection)).resolves.toBeUndefined();
  });

  it("is not taken from others", async () => {
    await using s3 = await playS3((_asked, response) =>
      refuse(response, 409, "BucketAlreadyExists", `not for ${credentials.accessKeyId}`),
    );
    await expect(ensureBucket("s3://backups", s3.connection)).rejects.toMatchObject({
      code: "objects.denied",
      message: expect.stringMatching(/^s3:\/\/backups\/ was refused: BucketAlreadyExists: not for \[secret\]$/),
    });
  });
});
