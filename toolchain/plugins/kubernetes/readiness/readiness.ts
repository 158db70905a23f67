import type { Condition, KubeObject } from "../objects.ts";

/** What one look at an object says. */
export type Readiness = { state: "ready" } | { state: "waiting"; why: string } | { state: "failed"; why: string };

/** Judges an object by what it says about itself. */
export type Judge = (object: KubeObject) => Readiness;

/** There is nothing to wait for. */
export const ready: Readiness = { state: "ready" };

/** Not yet; `why` goes into the message when the time is up. */
export function waiting(why: string): Readiness {
  return { state: "waiting", why };
}

/** Never; waiting longer is of no use. */
export function failed(why: string): Readiness {
  return { state: "failed", why };
}

/** Waits for the first of these that is still missing; ready when none is. */
export function allOf(...checks: [holds: boolean, missing: string][]): Readiness {
  const missing = checks.find(([holds]) => !holds);
  return missing === undefined ? ready : waiting(missing[1]);
}

/** A condition of the object that is true. */
export function trueCondition(object: KubeObject, type: string): Condition | undefined {
  return condition(object, type, "True");
}

/** A condition of the object with this status. */
export function condition(object: KubeObject, type: string, status: string): Condition | undefined {
  const { conditions = [] } = (object["status"] ?? {}) as { conditions?: Condition[] };
  return conditions.find((each) => each.type === type && each.status === status);
}

/** e.g. "BackoffLimitExceeded: Job has reached the specified backoff limit" */
export function because({ reason, message }: { reason?: string; message?: string }): string {
  return [reason, message].filter((text) => text !== undefined && text !== "").join(": ") || "no reason given";
}

/** Whether the controller has seen the latest change of the object. */
export function observed(object: KubeObject): [boolean, string] {
  const { observedGeneration = 0 } = (object["status"] ?? {}) as { observedGeneration?: number };
  return [observedGeneration >= (object.metadata.generation ?? 1), "its controller has not looked at it yet"];
}
