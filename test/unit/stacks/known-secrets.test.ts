import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { secretVariables } from "../../../components/biowerk/settings.ts";
import { ConfigReader } from "../../../stacks/config-reader.ts";
import { readSecrets } from "../../../stacks/known-secrets.ts";

let file: string;
beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), "drill-secrets-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  file = join(folder, "secrets.json");
});

/** Reads a file with this text. @returns the secrets, and what is wrong, "" = nothing */
function read(text: string) {
  writeFileSync(file, text);
  return readFrom(file);
}

function readFrom(secretsFile: string) {
  const reader = new ConfigReader({ secretsFile });
  const secrets = readSecrets(reader);
  let problem = "";
  try {
    reader.assertNoProblems();
  } catch (thrown) {
    problem = (thrown as Error).message;
  }
  return { secrets, problem };
}

describe("the file of secrets", () => {
  it("need not be there", () => {
    expect(readFrom("")).toEqual({ secrets: {}, problem: "" });
  });

  it("gives those that it names, and says nothing of the others", () => {
    const all = Object.fromEntries(secretVariables.map((name) => [name, `value of ${name}`]));
    expect(read(JSON.stringify(all))).toEqual({ secrets: all, problem: "" });
    expect(read('{"JWT_SECRET_KEY":"j"}')).toEqual({ secrets: { JWT_SECRET_KEY: "j" }, problem: "" });
    expect(read("{}")).toEqual({ secrets: {}, problem: "" });
  });

  it("must be there where it is named", () => {
    const { secrets, problem } = readFrom(`${file}.not-there`);
    expect(secrets).toEqual({});
    expect(problem).toMatch(/biowerk:secretsFile: .*ENOENT.*not-there/);
  });

  it.each<[string, string, RegExp]>([
    ["is no JSON", '{"JWT_SECRET_KEY": hidden-jwt}', /secrets\.json is not JSON/],
    ["is cut short", '{"JWT_SECRET_KEY":"hidden-jwt', /secrets\.json is not JSON/],
    ["holds no object", '"hidden-jwt"', /secrets\.json: /],
    ["names what is none", '{"JWT_SECRET":"hidden-jwt"}', /secrets\.json: .*JWT_SECRET/],
    ["has an empty one", '{"JWT_SECRET_KEY":"","MONGO_PASSWORD":"hidden"}', /JWT_SECRET_KEY: must not be empty/],
    ["has one that is no text", '{"JWT_SECRET_KEY":["hidden-jwt"]}', /secrets\.json: JWT_SECRET_KEY: /],
  ])("is refused where it %s, and no value is shown", (_what, text, expected) => {
    const { secrets, problem } = read(text);
    expect(secrets).toEqual({});
    expect(problem).toMatch(expected);
    expect(problem).toContain("biowerk:secretsFile: ");
    expect(problem).not.toContain("hidden");
    expect(problem.split("\n")).toHaveLength(1);
  });

  it("says of each that is wrong what it is", () => {
    const { problem } = read('{"JWT_SECRET_KEY":"","MONGO_PASSWORD":""}');
    expect(problem).toContain("JWT_SECRET_KEY: must not be empty, MONGO_PASSWORD: must not be empty");
  });

  it("is named by a path that does not depend on where anybody is", () => {
    expect(readFrom("secrets.json").problem).toContain("biowerk:secretsFile: ");
  });
});
