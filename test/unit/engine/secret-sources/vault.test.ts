import { describe, expect, it } from "vitest";
import { openVault } from "../../../../engine/secret-sources/vault.ts";
import { failureOf, shown } from "./failure.ts";
import { type Asked, freePort, type Played, playServer } from "./played-server.ts";

// Vault is played here, by a server on loopback that answers as its documentation says.

const env = { VAULT_TOKEN: "hvs.value-of-token" };
const secrets = { POSTGRES_PASSWORD: "value-of-postgres", JWT_SECRET_KEY: "value-of-jwt" };
const names = [...Object.keys(secrets), "MONGO_PASSWORD"];
const { signal } = new AbortController();
/** Between tries, milliseconds: three tries, as usual. */
const noPauses = [0, 0];

const holding = (data: unknown): Played => ({ status: 200, body: { data: { data, metadata: { version: 3 } } } });
const refusal = { errors: ["1 error occurred: value-of-postgres hvs.value-of-token"] };

/** A Vault that gives these answers in turn, the last one over and over. */
async function played(...answers: Played[]) {
  let next = 0;
  const { url, asked } = await playServer(() => answers[Math.min(next++, answers.length - 1)] ?? "cut");
  return { source: openVault(`${url}/secret/teams/biowerk`, env, noPauses), asked };
}

/** What reading fails with, once it is sure that nothing secret is in it. */
async function failureWith(...answers: Played[]) {
  const { source, asked } = await played(...answers);
  const failure = await failureOf(() => source.read(names, signal));
  expect(shown(failure)).not.toContain("value-of");
  return { failure, asked };
}

const parts = ({ method, url, headers }: Asked) => ({
  method,
  url,
  token: headers["x-vault-token"],
  namespace: headers["x-vault-namespace"],
});

describe("Vault", () => {
  it("is asked for the secret's data with the token", async () => {
    const { source, asked } = await played(holding({ ...secrets, OTHER: "value-of-other" }));
    expect(await source.read(names, signal)).toEqual(secrets);
    expect(asked.map(parts)).toEqual([
      { method: "GET", url: "/v1/secret/data/teams/biowerk", token: env.VAULT_TOKEN, namespace: undefined },
    ]);
  });

  it("is told the namespace", async () => {
    const { url, asked } = await playServer(() => holding(secrets));
    await openVault(`${url}/secret/biowerk`, { ...env, VAULT_NAMESPACE: "teams/biowerk\n" }).read(names, signal);
    expect(asked.map(parts)).toMatchObject([{ namespace: "teams/biowerk" }]);
  });

  it.each<[string, Played]>([
    ["there is none", { status: 404, body: { errors: [] } }],
    ["it was deleted", { status: 404, body: { data: { data: null, metadata: { deletion_time: "2026-01-31" } } } }],
    ["its newest version is empty", holding(null)],
  ])("has no secret where %s", async (_what, answer) => {
    const { source, asked } = await played(answer);
    expect(await source.read(names, signal)).toEqual({});
    expect(asked).toHaveLength(1);
  });

  it.each<[string, Played]>([
    ["fails", { status: 500, body: refusal }],
    ["is sealed", { status: 503, body: refusal }],
    ["has too much to do", { status: 429, body: refusal }],
    ["loses the connection", "cut"],
  ])("is asked again where it %s", async (_what, answer) => {
    const { source } = await played(answer, answer, holding(secrets));
    expect(await source.read(names, signal)).toEqual(secrets);
  });
});

describe("Vault that gives nothing", () => {
  it("is asked three times", async () => {
    const { failure, asked } = await failureWith({ status: 503, body: refusal });
    expect(failure).toMatchObject({ code: "secrets.unreachable", kind: "environment" });
    expect(failure.message).toMatch(/^Vault http:.*biowerk could not be reached: it answered 503$/);
    expect(asked).toHaveLength(3);
  });

  it("is not there", async () => {
    const source = openVault(`http://127.0.0.1:${await freePort()}/secret/biowerk`, env, noPauses);
    const failure = await failureOf(() => source.read(names, signal));
    expect(failure).toMatchObject({ code: "secrets.unreachable" });
    expect(failure.message).toContain("ECONNREFUSED");
    expect(shown(failure)).not.toContain("value-of");
  });

  it.each([401, 403])("refuses with %i, and is asked once", async (status) => {
    const { failure, asked } = await failureWith({ status, body: refusal });
    expect(failure).toMatchObject({ code: "secrets.denied", kind: "environment" });
    expect(failure.message).toContain(`it answered ${status}`);
    expect(asked).toHaveLength(1);
  });

  it("sends elsewhere, where the token does not follow", async () => {
    const other = await playServer(() => holding(secrets));
    const { failure } = await failureWith({ status: 307, headers: { location: `${other.url}/v1/secret/data/x` } });
    expect(failure).toMatchObject({ code: "secrets.unreadable" });
    expect(other.asked).toEqual([]);
  });

  it.each<[string, Played]>([
    ["a bad request", { status: 400, body: refusal }],
    ["a store of version 1", { status: 200, body: { data: secrets } }],
    ["a page", { status: 200, body: "<html>value-of-postgres</html>" }],
    ["a secret that is no text", holding({ POSTGRES_PASSWORD: ["value-of-postgres"] })],
  ])("answers with %s", async (_what, answer) => {
    const { failure, asked } = await failureWith(answer);
    expect(failure).toMatchObject({ code: "secrets.unreadable" });
    expect(asked).toHaveLength(1);
  });

  it("is not waited for once nobody wants to", async () => {
    const stopping = new AbortController();
    const { url, asked } = await playServer(() => {
      stopping.abort(new Error("stopped"));
      return "silent";
    });
    const reading = openVault(`${url}/secret/biowerk`, env, noPauses).read(names, stopping.signal);
    await expect(reading).rejects.toThrow("stopped");
    expect(asked).toHaveLength(1);
  });
});
