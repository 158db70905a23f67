import { DrillError } from "../common/errors.ts";
import { type ConfigKeyName, configKeys, type ConfigValue } from "./config-keys.ts";
import { nearest } from "./nearest.ts";

/** Reads keys and remembers everything that is wrong, so that it is said at once. */
export class ConfigReader {
  readonly #raw: Record<string, string>;
  /** key -> what is wrong with it, the first thing found */
  readonly #problems = new Map<string, string>();

  constructor(raw: Record<string, string>) {
    this.#raw = raw;
    const known = Object.keys(configKeys);
    for (const key of Object.keys(raw).filter((each) => !known.includes(each))) {
      const meant = nearest(key, known);
      this.report(key, meant === undefined ? "there is no such key" : `there is no such key; did you mean ${meant}?`);
    }
  }

  /** The value, or undefined where it is unset or wrong. */
  find<Name extends ConfigKeyName>(key: Name): ConfigValue<Name> | undefined {
    const text = this.#raw[key] || configKeys[key].default;
    if (text === "") return undefined;
    const parsed = configKeys[key].schema.safeParse(text);
    if (parsed.success) return parsed.data as ConfigValue<Name>;
    const issues = parsed.error.issues.map((issue) => [...issue.path.map(String), issue.message].join(": "));
    this.report(key, issues.join(", "));
    return undefined;
  }

  /** The value; where there is none, that is a problem. */
  need<Name extends ConfigKeyName>(key: Name, fix: string): ConfigValue<Name> {
    const value = this.find(key);
    if (value === undefined) this.report(key, `is unset: ${fix}`);
    // Once a problem is remembered, what is read is thrown away.
    return value as ConfigValue<Name>;
  }

  /** The value of a key that has a default. */
  get<Name extends ConfigKeyName>(key: Name): ConfigValue<Name> {
    return this.need(key, "set it");
  }

  /** Keys that say something that would be ignored. */
  refuse(keys: ConfigKeyName[], fix: string): void {
    for (const key of keys) {
      const text = this.#raw[key] || configKeys[key].default;
      if (text !== configKeys[key].default) this.report(key, fix);
    }
  }

  report(key: string, problem: string): void {
    if (!this.#problems.has(key)) this.#problems.set(key, problem);
  }

  assertNoProblems(): void {
    if (this.#problems.size === 0) return;
    const list = [...this.#problems].map(([key, problem]) => `biowerk:${key}: ${problem}`);
    throw new DrillError({
      code: "config.invalid",
      kind: "usage",
      message: `the stack's config has ${list.length === 1 ? "a problem" : `${list.length} problems`}: ${list.join("; ")}`,
      remedy:
        "correct each with -c KEY=VALUE, with: pulumi config set biowerk:KEY VALUE, or in stacks/Pulumi.<stack>.yaml",
    });
  }
}
