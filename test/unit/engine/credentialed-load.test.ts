import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { EvidenceWriter } from "../../../engine/evidence/evidence-writer.ts";
import { openJournal } from "../../../engine/evidence/journal.ts";
import { createRunFolder } from "../../../engine/evidence/run-folder.ts";
import { openSession, type SessionParts } from "../../../engine/run-session.ts";
import { someOutputs } from "../../helpers/outputs.ts";
import { temporaryFolder } from "./evidence/temporary-folder.ts";
import { openPlan } from "./load/some-plans.ts";

/** A program that stands for k6, notes in `seen` what it was given, and says on its output all that it knows. */
const k6 = (seen: string) => `#!/bin/sh
echo "$*" > '${seen}/arguments'
echo "$DRILL_TOKEN" > '${seen}/token'
cat "$DRILL_LOAD_PLAN" > '${seen}/plan'
echo 1000,12.500,plan,ok,0
echo "sent Authorization: Bearer $DRILL_TOKEN"
echo "$DRILL_TOKEN" >&2
echo '{"schema":"biowerk-drill/k6-summary/1","endpoints":{},"overall":{"count":1,"p50Ms":1,"p95Ms":1},"started":1,' \\
  '"iterations":1,"droppedIterations":0,"vusMax":1,"startLagP99Ms":0.5}' > "$DRILL_LOAD_SUMMARY"
`;

async function open() {
  const seen = await temporaryFolder();
  await writeFile(join(seen, "k6"), k6(seen), { mode: 0o755 });
  const paths = await createRunFolder(await temporaryFolder(), "run-1");
  const writer = new EvidenceWriter();
  const journal = openJournal(paths.journal, Date.now, writer);
  const said: string[] = [];
  const parts: Partial<SessionParts> = {
    ...{ runId: "run-1", environment: someOutputs(), paths, writer, journal, k6: Promise.resolve(join(seen, "k6")) },
    say: (line) => void said.push(writer.hide(line)),
    signal: new AbortController().signal,
    askPostgres: async () => [],
  };
  const given = async (name: string) => (await readFile(join(seen, name), "utf8")).trim();
  const left = async () => {
    journal.close();
    const entries = await readdir(paths.root, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((file) => join(file.parentPath, file.name));
    const texts = await Promise.all(files.map((file) => readFile(file, "latin1")));
    return [...texts, ...said].join("\n");
  };
  return { session: openSession(parts as SessionParts), given, left };
}

it("is given its token by the environment alone, and nothing of it is left in evidence or on the screen", async () => {
  const { session, given, left } = await open();
  const plan = { ...openPlan({ ratePerSecond: 1, durationMs: 1_000 }), credentialed: true };
  const tokens = await session.signedIn(60_000, async ({ token, strangersToken }) => {
    const detail = `answered Bearer ${token} and Bearer ${strangersToken}`;
    const look = { name: "echo", observe: async () => [{ subject: "mesh", ok: false, detail }] };
    await session.behind(plan, async () => void (await session.observe(look)), token);
    return [token, strangersToken];
  });
  const [token = ""] = tokens;
  expect(token).toMatch(/^(?:[-\w]+\.){2}[-\w]+$/);
  expect(await given("token")).toBe(token);
  expect(await given("arguments")).not.toContain(token);
  expect(JSON.parse(await given("plan"))).toEqual(plan);

  const evidence = await left();
  expect(evidence).toContain('"credentialed": true');
  expect(evidence).toContain("sent Authorization: Bearer [secret]");
  expect(evidence).toContain('"action":"remove-user"');
  // No claim, and no signature, by itself either.
  for (const part of tokens.flatMap((each) => each.split(".").slice(1))) expect(evidence).not.toContain(part);
});

it("has none where none is given", async () => {
  const { session, given } = await open();
  await session.behind(openPlan({ ratePerSecond: 1, durationMs: 1_000 }), async () => undefined);
  expect(await given("token")).toBe("");
});
