import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openAwsSecret } from "../../../../engine/secret-sources/aws-secrets-manager.ts";
import { failureOf, shown } from "./failure.ts";
import { freePort, type Played, playServer } from "./played-server.ts";

// AWS is played here, by a server on loopback that speaks the JSON protocol of Secrets Manager.

const env = { AWS_REGION: "eu-central-1" };
const arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:biowerk-AbCdEf";
const secrets = { POSTGRES_PASSWORD: "value-of-postgres", JWT_SECRET_KEY: "value-of-jwt" };
const names = [...Object.keys(secrets), "MONGO_PASSWORD"];
const { signal } = new AbortController();

beforeEach(() => {
  // What the SDK finds by itself; no file and no machine's role is looked for beside them.
  vi.stubEnv("AWS_ACCESS_KEY_ID", "value-of-access-key");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "value-of-secret-key");
  vi.stubEnv("AWS_SESSION_TOKEN", "value-of-session-token");
  vi.stubEnv("AWS_CONFIG_FILE", "/no/such/file");
  vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", "/no/such/file");
  vi.stubEnv("AWS_EC2_METADATA_DISABLED", "true");
  vi.stubEnv("AWS_PROFILE", undefined);
  vi.stubEnv("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", undefined);
  // Trying again is the SDK's own, and takes its time.
  vi.stubEnv("AWS_MAX_ATTEMPTS", "1");
});
afterEach(() => {
  vi.unstubAllEnvs();
});

async function played(answer: Played | (() => Played)) {
  const { url, asked } = await playServer(typeof answer === "function" ? answer : () => answer);
  vi.stubEnv("AWS_ENDPOINT_URL_SECRETS_MANAGER", url);
  return asked;
}

const holding = (text: string): Played => ({ status: 200, body: { Name: "biowerk", SecretString: text } });
const failing = (status: number, type: string): Played => ({
  status,
  body: { __type: type, Message: "value-of-postgres, signed with value-of-secret-key and value-of-session-token" },
});

/** What reading fails with, once it is sure that nothing secret is in it. */
async function failureWith(answer: Played) {
  await played(answer);
  const failure = await failureOf(() => openAwsSecret("biowerk", env).read(names, signal));
  expect(shown(failure)).not.toContain("value-of");
  expect(failure.message).not.toContain("\n");
  return failure;
}

describe("AWS Secrets Manager", () => {
  it.each([
    ["biowerk", "eu-central-1"],
    [arn, "eu-west-1"],
  ])("is asked for %s in %s", async (id, region) => {
    const asked = await played(holding(JSON.stringify({ ...secrets, OTHER: "value-of-other" })));
    expect(await openAwsSecret(id, env).read(names, signal)).toEqual(secrets);
    expect(asked).toHaveLength(1);
    expect(asked[0]?.headers["x-amz-target"]).toBe("secretsmanager.GetSecretValue");
    expect(asked[0]?.headers.authorization).toContain(`/${region}/secretsmanager/aws4_request`);
    expect(JSON.parse(asked[0]?.body ?? "")).toEqual({ SecretId: id });
  });

  it("has no secret where there is none of that name", async () => {
    await played(failing(400, "ResourceNotFoundException"));
    expect(await openAwsSecret("biowerk", env).read(names, signal)).toEqual({});
  });
});

describe("AWS Secrets Manager that gives nothing", () => {
  it.each([
    [400, "AccessDeniedException"],
    [400, "com.amazon.coral.service#AccessDeniedException"],
    [400, "UnrecognizedClientException"],
    [400, "ExpiredTokenException"],
    [400, "DecryptionFailure"],
    [403, "SomethingNew"],
  ])("refuses with %i %s", async (status, type) => {
    const failure = await failureWith(failing(status, type));
    expect(failure).toMatchObject({ code: "secrets.denied", kind: "environment" });
    expect(failure.message).toBe(`AWS secret biowerk was refused: ${type.replace(/.*#/, "")}`);
  });

  it.each([
    [500, "InternalServiceError"],
    [400, "ThrottlingException"],
  ])("may do later what it answers %i %s to", async (status, type) => {
    expect(await failureWith(failing(status, type))).toMatchObject({ code: "secrets.unreachable" });
  });

  it("is not there", async () => {
    vi.stubEnv("AWS_ENDPOINT_URL_SECRETS_MANAGER", `http://127.0.0.1:${await freePort()}`);
    const failure = await failureOf(() => openAwsSecret("biowerk", env).read(names, signal));
    expect(failure).toMatchObject({
      code: "secrets.unreachable",
      message: "AWS secret biowerk could not be reached: ECONNREFUSED",
    });
    expect(shown(failure)).not.toContain("value-of");
  });

  it("loses the connection", async () => {
    expect(await failureWith("cut")).toMatchObject({ code: "secrets.unreachable" });
  });

  it.each<[string, Played]>([
    ["a secret that is to be deleted", failing(400, "InvalidRequestException")],
    ["a binary secret", { status: 200, body: { Name: "biowerk", SecretBinary: "dmFsdWUtb2Y=" } }],
    ["a secret that is no JSON", holding("value-of-postgres")],
    ["a secret that is no text", holding('{"POSTGRES_PASSWORD": ["value-of-postgres"]}')],
  ])("has %s", async (_what, answer) => {
    expect(await failureWith(answer)).toMatchObject({ code: "secrets.unreadable", kind: "environment" });
  });

  it("is not asked without credentials", async () => {
    for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"]) vi.stubEnv(name, undefined);
    const asked = await played(holding(JSON.stringify(secrets)));
    const failure = await failureOf(() => openAwsSecret("biowerk", env).read(names, signal));
    expect(failure).toMatchObject({ code: "secrets.denied" });
    expect(failure.message).toContain("there are no AWS credentials");
    expect(asked).toEqual([]);
  });

  it("is not waited for once nobody wants to", async () => {
    const stopping = new AbortController();
    await played(() => {
      stopping.abort(new Error("stopped"));
      return "silent";
    });
    await expect(openAwsSecret("biowerk", env).read(names, stopping.signal)).rejects.toThrow("stopped");
  });
});
