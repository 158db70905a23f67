import { describe, expect, it } from "vitest";
import { redactor } from "../../../../common/redact.ts";
import { renderRunbook, type Runbook } from "../../../../engine/recovery/runbook.ts";
import { stepOf } from "./some-steps.ts";

const runbookOf = (change: Partial<Runbook> = {}): Runbook => ({
  title: "Restore of biowerk",
  backupUrl: "s3://bucket/20260301/",
  steps: [stepOf("backup", 12_000), stepOf("restore", 65_000, { result: "failed", detail: "no space" })],
  gaps: [],
  rto: { totalMs: 245_000, segments: [{ name: "cluster", ms: 42_000 }] },
  rpo: [{ store: "redis", rpoMs: 12_300, acknowledged: 1_234, lost: 7 }],
  hide: (text) => text,
  ...change,
});

const sectionOf = (markdown: string, heading: string) => {
  const [, rest = ""] = markdown.split(`\n${heading}\n`);
  return rest.split(/\n#/)[0] ?? "";
};

describe("renderRunbook", () => {
  it("lists the steps, then tells of each what was typed and what came of it", () => {
    const markdown = renderRunbook(runbookOf());
    expect(sectionOf(markdown, "## Steps")).toContain("| 1 | backup | ok | 12.0s |\n| 2 | restore | failed | 1m05s |");
    const restore = sectionOf(markdown, "### 2. restore");
    expect(restore).toContain("```sh\ndrill restore\n```");
    expect(restore).toContain(
      "| 2026-03-01T10:00:00.000Z | 2026-03-01T10:01:05.000Z | 1m05s | failed | no space | run restore again |",
    );
  });

  it("has the times and losses", () => {
    const markdown = renderRunbook(runbookOf());
    expect(sectionOf(markdown, "## Time to recover")).toContain("| cluster | 42.0s |\n| **In all** | **4m05s** |");
    expect(sectionOf(markdown, "## Data lost")).toContain("| redis | 12.3s | 1,234 | 7 |");
  });

  it("has the gaps with their remedies, and counts manual steps", () => {
    const gaps: Runbook["gaps"] = [
      { kind: "missing-secret", subject: "LLM KEY", detail: "Vault has none", remedy: "put it there" },
      { kind: "manual-step", subject: "unseal", detail: "typed", remedy: "unseal by itself" },
    ];
    const markdown = renderRunbook(runbookOf({ gaps }));
    expect(sectionOf(markdown, "## Gaps")).toContain("| missing-secret | LLM KEY | Vault has none | put it there |");
    expect(markdown).toContain("Manual steps: 1\n");
    expect(sectionOf(renderRunbook(runbookOf()), "## Gaps")).toContain("None.");
  });

  it("says what changed since the last run", () => {
    const previous = [stepOf("backup", 5_000), stepOf("unseal", 1_000), stepOf("restore", 65_000)];
    const changes = sectionOf(renderRunbook(runbookOf({ previous })), "## Against the last run");
    expect(changes.trim().split("\n")).toEqual([
      "- gone: unseal",
      "- failed where it was ok: restore",
      "- slower: backup, 5.0s to 12.0s",
    ]);
  });

  it("tells a run like the last one from one that has none to compare with", () => {
    const { steps } = runbookOf();
    const changes = (change: Partial<Runbook>) =>
      sectionOf(renderRunbook(runbookOf(change)), "## Against the last run");
    expect(changes({ previous: steps })).toContain("The steps are the same");
    expect(changes({})).toContain("There is no last run");
  });

  it("is the same for the same run", () => {
    expect(renderRunbook(runbookOf())).toBe(renderRunbook(runbookOf()));
  });

  it("shows what it quotes as it is: nothing of it is markup, nor ends a command early", () => {
    const step = stepOf("a | b", 1, { command: "echo `date` ```\n# not a heading", detail: "<b>bold</b>" });
    const markdown = renderRunbook(runbookOf({ steps: [step] }));
    expect(markdown).toContain("````sh\necho `date` ```\n# not a heading\n````");
    expect(markdown).toContain("a &#124; b");
    expect(markdown).not.toContain("<b>");
  });

  it("holds no secret, wherever one comes from, with whatever characters", () => {
    const secret = "p_ss*w|rd#1";
    const markdown = renderRunbook(
      runbookOf({
        title: secret,
        backupUrl: `s3://${secret}/`,
        steps: [stepOf(secret, 1, { command: `PGPASSWORD=${secret} x`, detail: secret, remediation: secret })],
        previous: [stepOf(`old ${secret}`, 1)],
        gaps: [{ kind: "missing-secret", subject: secret, detail: secret, remedy: secret }],
        rto: { totalMs: 1, segments: [{ name: secret, ms: 1 }] },
        rpo: [{ store: secret, rpoMs: 1, acknowledged: 1, lost: 0 }],
        hide: redactor([secret]),
      }),
    );
    expect(markdown).not.toContain(secret);
    // As it would read once escaped.
    expect(markdown).not.toContain("p&#95;ss");
  });
});
