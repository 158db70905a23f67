import { expect, it } from "vitest";
import { keptLogs } from "../../../../engine/evidence/kept-log.ts";
import type { ApiCall, ClusterApi } from "../../../../engine/probes/cluster-api.ts";
import { someOutputs } from "../../../helpers/outputs.ts";

const address = { service: "log-keeper", port: 9096 };
const observability = { prometheus: address, alertmanager: address, alertReceiver: address, logKeeper: address };
const watched = someOutputs({ namespace: "n", observability });
const at = (second: number) => `2026-01-01T00:00:0${second}.000000000Z`;

/** A keeper that gives at most two of these lines at once. */
function keeping(lines: readonly string[], full = false) {
  const asked: string[] = [];
  const send = async ({ path }: ApiCall) => {
    const { searchParams } = new URL(path, "http://api");
    asked.push(searchParams.get("since") ?? "");
    const found = lines.filter((line) => line >= (searchParams.get("since") ?? "")).slice(0, 2);
    return { status: 200, body: JSON.stringify({ full, lines: found.map((line) => ({ line })) }) };
  };
  const kept = keptLogs({ api: { send } as unknown as ClusterApi, environment: watched });
  const read = async (since?: string) => {
    const chunks: Buffer[] = [];
    for await (const chunk of kept?.("osteon-1", "osteon", since) ?? []) chunks.push(chunk);
    return chunks.map(String);
  };
  return { asked, read };
}

it("reads on until there is no more, in the words of the API", async () => {
  const { asked, read } = keeping([1, 2, 3].map((n) => `${at(n)} stdout F line ${n}`));
  expect(await read()).toEqual([`${at(1)} line 1\n${at(2)} line 2\n`, `${at(3)} line 3\n`]);
  expect(asked).toEqual(["", at(2), at(3)]);
});

it("joins a line that the runtime wrote in parts", async () => {
  const { read } = keeping([`${at(1)} stdout P a long `, `${at(1)} stdout F line`]);
  expect((await read(at(1))).join("")).toBe(`${at(1)} a long line\n`);
});

it("tells that the keeper left lines out, and that there is none", async () => {
  await expect(keeping([], true).read()).rejects.toThrow("no more room");
  expect(keptLogs({ api: {} as ClusterApi, environment: someOutputs({ observability: null }) })).toBeUndefined();
});
