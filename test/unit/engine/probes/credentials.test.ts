import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  honoursCredentials,
  judgeRefusals,
  refusesCredentials,
  servesCredentials,
} from "../../../../engine/probes/credentials.ts";
import { contextOf } from "./context.ts";

const credential = { token: "a.users.token", strangersToken: "a.strangers.token" };
const served = { status: 200, body: { ok: true, output: {} } };
const unknown = { status: 401, body: { detail: "User not found" } };
const failed = { status: 500, body: "Internal Server Error" };
const hinted = { status: 503, retryAfter: 5, body: { detail: { error: "circuit_open", retry_after: 5 } } };

interface Played {
  status: number;
  body: unknown;
  retryAfter?: number;
}

/** What the played mesh answers to whom. */
let answer: (authorization: string | undefined) => Played;
let asked: (string | undefined)[];
let server: Server;
beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    const { authorization } = request.headers;
    asked.push(authorization);
    const { status, body, retryAfter } = answer(authorization);
    response.writeHead(status, retryAfter === undefined ? {} : { "retry-after": String(retryAfter) });
    request.resume().on("end", () => response.end(JSON.stringify(body)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

function context() {
  const { port } = server.address() as AddressInfo;
  const played = contextOf(() => ({ status: 404, body: "" }));
  const environment = { ...played.environment, meshUrl: `http://127.0.0.1:${port}`, identityHeader: null };
  return { ...played, environment };
}

const byToken = (user: Played, stranger: Played) => (authorization: string | undefined) =>
  authorization === `Bearer ${credential.token}` ? user : stranger;

describe("honoursCredentials", () => {
  it("is true of a mesh that serves the user and knows a stranger for one", async () => {
    answer = byToken(served, unknown);
    expect(await honoursCredentials(context(), credential)).toBe(true);
    expect(asked).toEqual(["Bearer a.users.token", "Bearer a.strangers.token"]);
  });

  it("is not of one that serves whoever asks", async () => {
    answer = () => served;
    expect(await honoursCredentials(context(), credential)).toBe(
      "users are not looked up: a stranger got 1 x 200, not 401",
    );
  });

  it("is not of one that refuses every token, whatever it says of strangers", async () => {
    answer = () => unknown;
    expect(await honoursCredentials(context(), credential)).toBe("a seeded user was not served: 1 x 401");
    expect(asked).toHaveLength(1);
  });
});

describe("servesCredentials", () => {
  it("sees a user being served", async () => {
    answer = () => served;
    expect(await servesCredentials("p", credential.token, 0).observe(context())).toMatchObject([{ ok: true }]);
    expect(asked).toEqual(["Bearer a.users.token"]);
  });

  it("sees one that is not", async () => {
    answer = () => failed;
    const [seen] = await servesCredentials("p", credential.token, 0).observe(context());
    expect(seen).toMatchObject({ ok: false, detail: expect.stringContaining("1 x 500") });
  });
});

describe("refusesCredentials", () => {
  it.each([
    ["with a hint", hinted, true],
    ["with 500", failed, false],
  ])("looks whether a user is refused %s", async (_how, given, ok) => {
    answer = () => given;
    expect(await refusesCredentials("p", credential.token, { everyMs: 1, spanMs: 1 }).observe(context())).toMatchObject(
      [{ ok }],
    );
    expect(new Set(asked)).toEqual(new Set(["Bearer a.users.token"]));
  });
});

describe("judgeRefusals", () => {
  const played = ({ status, body, retryAfter }: Played) => ({ status, body, retryAfter: retryAfter ?? null });
  const judged = (...answers: Played[]) => judgeRefusals(answers.map(played));

  it("is ok where each was served or refused with a hint", () => {
    expect(judged(served, hinted, hinted)).toMatchObject({ ok: true });
  });

  it("counts what was answered otherwise", () => {
    expect(judged(failed, hinted, failed)).toMatchObject({
      ok: false,
      detail: "2 x 500, 1 x 503; 2 of 3 not refused with 503, Retry-After and retry_after",
    });
  });

  it.each<[string, Played]>([
    ["503 without the header", { status: 503, body: hinted.body }],
    ["503 without retry_after", { status: 503, retryAfter: 5, body: { detail: { error: "circuit_open" } } }],
    ["401, as if the user were wrong", unknown],
    ["429", { ...hinted, status: 429 }],
    ["no answer", { status: 0, body: undefined }],
  ])("is not with %s", (_what, given) => {
    expect(judged(hinted, given)).toMatchObject({ ok: false });
  });

  it("says nothing where none was refused", () => {
    expect(judged(served)).toMatchObject({ ok: null, detail: "none was refused: 1 x 200" });
  });
});
