import { messageOf } from "../../common/errors.ts";
import type { Service } from "../../contract/services.ts";
import type { ProbeContext } from "./probe.ts";

/** What a service answers on a path: its body, or in words why there is none. */
export type ServiceBody = { body: string; problem?: never } | { problem: string };

/** Asks a service that should be there: any other status than 200, and no answer at all, is a problem of the service. */
export async function serviceBody(
  { api, environment, signal }: Pick<ProbeContext, "api" | "environment" | "signal">,
  service: Service,
  path: string,
): Promise<ServiceBody> {
  try {
    const { status, body } = await api.serviceGet({ ...service, namespace: environment.namespace }, path);
    // Of a service that refuses connections the API server says so in the body of a 503.
    return status === 200 ? { body } : { problem: `status ${status}: ${body}` };
  } catch (thrown) {
    signal.throwIfAborted();
    return { problem: messageOf(thrown) };
  }
}
