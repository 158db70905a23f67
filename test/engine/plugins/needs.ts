import { describe } from "vitest";
import { apiServerPrograms } from "../../helpers/api-server.ts";

/** Programs that a Pulumi operation against a real API server needs, by environment variable. */
export const operations = ["DRILL_PULUMI", ...apiServerPrograms];

/** A suite that is skipped, naming what is missing, where a program that it needs is not there. */
export function suite(name: string, needs: readonly string[], body: () => void): void {
  const missing = needs.filter((variable) => process.env[variable] === undefined);
  describe.skipIf(missing.length > 0)(missing.length > 0 ? `${name} (${missing.join(", ")} not set)` : name, body);
}
