import type { EnvironmentOutputs } from "../../stacks/outputs.ts";
import type { ProbeContext } from "./probe.ts";

/** What watches an environment, by the name of its address. */
export type Observer = keyof NonNullable<EnvironmentOutputs["observability"]>;

/**
 * Asks one of the environment's observers, by way of the API server.
 * @param post what is sent to it as JSON; undefined = it is only asked
 * @throws Error where there is none, or it answers anything but a success
 */
export async function askObserver(
  { api, environment }: Pick<ProbeContext, "api" | "environment">,
  observer: Observer,
  path: string,
  post?: unknown,
): Promise<string> {
  if (environment.observability === null) throw new Error("nothing watches this environment");
  const { service, port } = environment.observability[observer];
  const proxied = `/api/v1/namespaces/${environment.namespace}/services/http:${service}:${port}/proxy${path}`;
  const answer = await api.send(
    post === undefined
      ? { method: "GET", path: proxied }
      : { method: "POST", path: proxied, body: JSON.stringify(post) },
  );
  if (answer.status >= 200 && answer.status <= 299) return answer.body;
  throw new Error(`${service} answered ${answer.status}: ${answer.body.slice(0, 200)}`);
}
