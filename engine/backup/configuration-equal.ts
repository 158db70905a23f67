import type { Probe } from "../probes/probe.ts";
import { type Configuration, configurationDifferences, type SettingChange } from "./configuration.ts";
import { readConfiguration } from "./read-configuration.ts";

const kinds: Record<SettingChange["kind"], string> = {
  flag: "feature flags",
  limit: "limits",
  route: "routes",
  setting: "other settings",
  autoscaler: "autoscalers",
};

const shown = 5;

/** Flags, limits, routes, all other settings and autoscalers are those that were backed up. */
export function configurationEqual(name: string, was: Configuration): Probe {
  return {
    name,
    observe: async (context) => {
      const changes = configurationDifferences(was, await readConfiguration(context, was.stack));
      return Object.entries(kinds).map(([kind, subject]) => {
        const own = changes.filter((change) => change.kind === kind);
        const listed = own.slice(0, shown).map((each) => `${each.subject}: was ${each.was}, is ${each.is}`);
        return { subject, ok: own.length === 0, detail: own.length === 0 ? "none differs" : listed.join("; ") };
      });
    },
  };
}
