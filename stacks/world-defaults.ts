import * as z from "zod";
import { DrillError } from "../common/errors.ts";
import { type ConfigKey, configKeys } from "./config-keys.ts";

/** Set by `drill env`: config values, as JSON, for the images that this machine can run. */
const variable = "DRILL_STACK_DEFAULTS";

const defaults = z.record(z.string(), z.string());

/**
 * Puts what this machine can run in the place of what nobody set. The Pulumi CLI fills in the defaults of Pulumi.yaml,
 * so a value that equals its key's default counts as not set.
 * @throws DrillError config.world where the variable holds something else than an object of texts
 */
export function worldDefaults(raw: Record<string, string>, env: NodeJS.ProcessEnv): Record<string, string> {
  const text = env[variable];
  if (text === undefined || text === "") return raw;
  const keys: Record<string, ConfigKey> = configKeys;
  const isUnset = (key: string) => (raw[key] || keys[key]?.default) === keys[key]?.default;
  const applied = Object.entries(parse(text)).filter(([key]) => isUnset(key));
  return { ...raw, ...Object.fromEntries(applied) };
}

function parse(text: string): Record<string, string> {
  try {
    return defaults.parse(JSON.parse(text));
  } catch (cause) {
    throw new DrillError({
      code: "config.world",
      kind: "usage",
      message: `${variable} is not an object of config values`,
      remedy: 'set it anew with: eval "$(./drill env)"',
      cause,
    });
  }
}
