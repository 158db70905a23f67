import { reveal } from "../shared/secrecy.ts";
import type { Properties } from "../shared/values.ts";
import { annotation, type ObjectMeta } from "./objects.ts";

const defaultTimeout = 600_000;

/** The metadata in inputs, without secret marks. */
export function metadataOf(inputs: Properties): ObjectMeta {
  return (reveal(inputs["metadata"] ?? {}) ?? {}) as ObjectMeta;
}

/**
 * How long to wait, milliseconds: what the program's options say, else its annotation, else ten minutes.
 * @param requested seconds; 0 where the options say nothing
 */
export function timeoutOf(inputs: Properties, requested: number): number {
  if (requested > 0) return requested * 1000;
  const seconds = Number(annotated(inputs, "pulumi.com/timeoutSeconds") ?? Number.NaN);
  return Number.isInteger(seconds) && seconds > 0 ? seconds * 1000 : defaultTimeout;
}

/** Whether an apply may take fields that another writer owns. */
export function patchForce(inputs: Properties): boolean {
  return annotated(inputs, "pulumi.com/patchForce") === "true";
}

/** The deletion policy that the inputs ask for. */
export function propagationOf(inputs: Properties): string | undefined {
  const wanted = annotated(inputs, "pulumi.com/deletionPropagationPolicy")?.toLowerCase();
  return ["Foreground", "Background", "Orphan"].find((policy) => policy.toLowerCase() === wanted);
}

function annotated(inputs: Properties, name: string): string | undefined {
  return annotation({ metadata: metadataOf(inputs) }, name);
}
