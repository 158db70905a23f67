import type { KubeObject } from "../objects.ts";
import { because, condition, failed, ready, type Readiness, trueCondition, waiting } from "./readiness.ts";

/** A Job is ready when it is complete; a failed one never will be. A suspended one waits for somebody else. */
export function jobReadiness(object: KubeObject): Readiness {
  const { spec = {}, status = {} } = object as { spec?: { suspend?: boolean }; status?: Record<string, number> };
  const failure = trueCondition(object, "Failed");
  if (failure !== undefined) return failed(because(failure));
  if (trueCondition(object, "Complete") !== undefined || spec.suspend === true) return ready;
  const { active = 0, succeeded = 0, failed: lost = 0 } = status;
  return waiting(`it is not complete: ${active} pods active, ${succeeded} succeeded, ${lost} failed`);
}

/** A Pod is ready when its condition says so, or when it has done its work. */
export function podReadiness(object: KubeObject): Readiness {
  const { phase = "Pending", ...why } = (object["status"] ?? {}) as {
    phase?: string;
    reason?: string;
    message?: string;
  };
  if (phase === "Failed") return failed(because(why));
  if (phase === "Succeeded" || trueCondition(object, "Ready") !== undefined) return ready;
  const unready = condition(object, "Ready", "False");
  return waiting(`it is ${phase}${unready === undefined ? "" : `: ${because(unready)}`}`);
}

/** A claim is ready when it is bound to a volume. */
export function claimReadiness(object: KubeObject): Readiness {
  const { phase = "Pending" } = (object["status"] ?? {}) as { phase?: string };
  if (phase === "Lost") return failed("its volume is lost");
  return phase === "Bound" ? ready : waiting(`it is ${phase}, not bound to a volume`);
}

/** A Service is ready at once, except that a load balancer has to be given an address. */
export function serviceReadiness(object: KubeObject): Readiness {
  const { spec, status } = object as {
    spec?: { type?: string };
    status?: { loadBalancer?: { ingress?: unknown[] } };
  };
  const addresses = status?.loadBalancer?.ingress ?? [];
  return spec?.type !== "LoadBalancer" || addresses.length > 0 ? ready : waiting("its load balancer has no address");
}
