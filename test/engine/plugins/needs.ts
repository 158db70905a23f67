import { describe, it, vi } from "vitest";
import { apiServerPrograms } from "../../helpers/api-server.ts";

/** Programs that a Pulumi operation against a real API server needs, by environment variable. */
export const operations = ["DRILL_PULUMI", ...apiServerPrograms];

/** A Pulumi home with official plugins, for the suite to run against; without it, it runs against the stand-ins. */
export const officialHome = process.env["DRILL_CONFORMANCE_PULUMI_HOME"];

/** Official plugins wait and retry at a pace of their own. */
const patience = { testTimeout: 180_000, hookTimeout: 180_000 };

/** A suite that is skipped, naming what is missing, where a program that it needs is not there. */
export function suite(name: string, needs: readonly string[], body: () => void): void {
  if (officialHome !== undefined) vi.setConfig(patience);
  const missing = needs.filter((variable) => process.env[variable] === undefined);
  describe.skipIf(missing.length > 0)(missing.length > 0 ? `${name} (${missing.join(", ")} not set)` : name, body);
}

/**
 * A test of what the stand-in alone promises, so that nothing of ours may rely on it. Skipped for official plugins.
 * @param instead what an official plugin does, for the name of the skipped test
 */
export function standInOnly(name: string, instead: string, body: () => Promise<void>): void {
  const skipped = officialHome !== undefined;
  it.skipIf(skipped)(skipped ? `${name} (the stand-in's promise alone: ${instead})` : name, body);
}
