import { readdirSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { EvidenceWriter } from "../../../../engine/evidence/evidence-writer.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const password = "hunter22hunter22";

async function writing(write: (writer: EvidenceWriter, file: string) => unknown): Promise<string> {
  const file = join(await temporaryFolder(), "file");
  const writer = new EvidenceWriter();
  writer.learn([password, "", "  "]);
  await write(writer, file);
  return readFile(file, "utf8");
}

async function* chunks(...texts: (string | Buffer)[]): AsyncGenerator<Buffer> {
  for (const text of texts) yield Buffer.from(text);
}

describe("EvidenceWriter hides what it has learnt", () => {
  it("in text", async () => {
    expect(await writing((writer, file) => writer.writeText(file, `a ${password} b\n`))).toBe("a [secret] b\n");
  });

  it("in JSON, at any depth, and leaves all else as it is", async () => {
    const value = { at: 1, ok: true, none: null, list: [{ detail: `"${password}"` }] };
    const text = await writing((writer, file) => writer.writeJson(file, value));
    expect(JSON.parse(text)).toEqual({ ...value, list: [{ detail: '"[secret]"' }] });
  });

  it("in appended lines of JSON", async () => {
    const text = await writing(async (writer, file) => {
      await writer.appendJson(file, []);
      await writer.appendJson(file, [{ message: password }, { message: "two" }]);
      await writer.appendJson(file, [{ message: new Date(0) }]);
    });
    expect(text).toBe('{"message":"[secret]"}\n{"message":"two"}\n{"message":"1970-01-01T00:00:00.000Z"}\n');
  });

  it("in lines of JSON that are in the file at once", async () => {
    const text = await writing((writer, file) => {
      const lines = writer.openJsonLines(file);
      lines.append({ detail: password }, true);
      expect(readFileSync(file, "utf8")).toBe('{"detail":"[secret]"}\n');
      lines.append({ detail: 2 }, false);
      lines.close();
    });
    expect(text).toBe('{"detail":"[secret]"}\n{"detail":2}\n');
  });

  it("in a stream, though chunks cut secrets and characters in two", async () => {
    const umlaut = Buffer.from("ü");
    const pieces = chunks("one hunter22", "hunter22 one\ntw", umlaut.subarray(0, 1), umlaut.subarray(1), "\nlast hunt");
    const text = await writing((writer, file) => writer.appendLines(file, pieces));
    expect(text).toBe("one [secret] one\ntwü\nlast hunt\n");
  });

  it("before a text is cut", () => {
    const writer = new EvidenceWriter();
    writer.learn([password]);
    const excerpt = writer.excerpt(`${"x".repeat(990)}${password}${"y".repeat(50)}`);
    expect(excerpt).toBe(`${"x".repeat(990)}[secret]yy…`);
    expect(writer.excerpt("short")).toBe("short");
  });

  it("from then on, also what it is told later", () => {
    const writer = new EvidenceWriter();
    writer.learn([password]);
    writer.learn(["another-secret"]);
    expect(writer.hide(`${password} another-secret`)).toBe("[secret] [secret]");
  });
});

describe("what is shorter than a secret", () => {
  it("is not hidden, so that evidence stays readable", async () => {
    const file = join(await temporaryFolder(), "file");
    const writer = new EvidenceWriter();
    writer.learn(["", "a", "ok", "\n\n\n\n\n\n"]);
    await writer.writeJson(file, { ok: true, detail: "a\n\n\n\n\n\nok" });
    expect(JSON.parse(await readFile(file, "utf8"))).toEqual({ ok: true, detail: "a\n\n\n\n\n\nok" });
  });
});

describe("the engine", () => {
  // Numbers and closed words; what is derived from evidence that is written; the home of an environment, no evidence.
  const others = [
    "conclude-run.ts",
    "evidence/evidence-writer.ts",
    "evidence/load-summary-file.ts",
    "evidence/manifest.ts",
    "evidence/sample-codec.ts",
    "report/render-run.ts",
    "report/write-schema.ts",
  ];

  it("writes text from outside in one place alone", () => {
    const engine = resolve(import.meta.dirname, "../../../../engine");
    const writes = readdirSync(engine, { recursive: true, encoding: "utf8" })
      // What runs inside the cluster writes there.
      .filter((file) => file.endsWith(".ts") && !/^(?:environment|observer)\//.test(file))
      .filter((file) =>
        /\b(writeFile|appendFile|writeSync|createWriteStream)\b/.test(readFileSync(join(engine, file), "utf8")),
      );
    expect(writes.sort()).toEqual(others);
  });
});
