import * as z from "zod";

const variables = z.record(z.string(), z.string());

/** What an environment is set to, without any secret: feature flags, limits, routes, and how it is made anew. */
export const configuration = z.strictObject({
  schema: z.literal("biowerk-drill/configuration/1"),
  /** service -> variables that its pods have; those that come from a Secret are left out */
  services: z.record(z.string(), variables),
  /** workload -> bounds of its autoscaler */
  autoscalers: z.record(z.string(), z.strictObject({ min: z.int(), max: z.int() })),
  /** config of the stack, without what depends on the machine that brings it up */
  stack: variables,
});
export type Configuration = z.infer<typeof configuration>;

/** One thing that is set otherwise than it was. */
export interface SettingChange {
  kind: "flag" | "limit" | "route" | "setting" | "autoscaler";
  /** "mesh RATE_LIMIT_REQUESTS" */
  subject: string;
  was: string;
  is: string;
}

const absent = "not set";

/** What differs between the configuration that was backed up and the one that is in force; empty = nothing. */
export function configurationDifferences(was: Configuration, is: Configuration): SettingChange[] {
  const services = keysOf(was.services, is.services).flatMap((service) =>
    changes(was.services[service] ?? {}, is.services[service] ?? {}, (variable) => ({
      kind: kindOf(variable),
      subject: `${service} ${variable}`,
    })),
  );
  const bounds = ({ autoscalers }: Configuration) =>
    Object.fromEntries(Object.entries(autoscalers).map(([name, { min, max }]) => [name, `${min} to ${max}`]));
  const scaling = changes(bounds(was), bounds(is), (workload) => ({ kind: "autoscaler", subject: workload }));
  return [...services, ...scaling];
}

function changes(
  was: Record<string, string>,
  is: Record<string, string>,
  name: (key: string) => Pick<SettingChange, "kind" | "subject">,
): SettingChange[] {
  return keysOf(was, is)
    .filter((key) => was[key] !== is[key])
    .map((key) => ({ ...name(key), was: was[key] ?? absent, is: is[key] ?? absent }));
}

const keysOf = (one: object, other: object) => [...new Set([...Object.keys(one), ...Object.keys(other)])].sort();

/** BIOwerk names what switches something `..._ENABLED`, and where an agent is `AGENT_..._URL`. */
function kindOf(variable: string): SettingChange["kind"] {
  if (variable.endsWith("_ENABLED")) return "flag";
  if (variable.startsWith("RATE_LIMIT_") || variable.startsWith("BULKHEAD_")) return "limit";
  return /^AGENT_.*_URL$/.test(variable) ? "route" : "setting";
}
