import type { V1Container, V1EnvVar } from "@kubernetes/client-node";
import type { ServiceName } from "../../contract/services.ts";
import type { ProbeContext } from "./probe.ts";

/** A pod's environment variables: undefined = it has none of the name, null = its value lies where it is not read. */
export type Variables = Readonly<Record<string, string | null | undefined>>;

/**
 * Some environment variables of a service's running pods, one record for each pod. Values from ConfigMaps are looked up;
 * those from Secrets are left alone.
 */
export async function podVariables(
  context: Pick<ProbeContext, "api" | "environment">,
  service: ServiceName,
  names: readonly string[],
): Promise<Variables[]> {
  const { items } = await context.api.core.listNamespacedPod({
    namespace: context.environment.namespace,
    labelSelector: `app.kubernetes.io/name=${service}`,
    fieldSelector: "status.phase=Running",
  });
  const maps = configMapsOf(context);
  return Promise.all(
    items.map(async ({ spec }) => {
      const [first] = spec?.containers ?? [];
      const container = spec?.containers.find(({ name }) => name === service) ?? first;
      if (container === undefined) return {};
      return Object.fromEntries(
        await Promise.all(names.map(async (name) => [name, await variableOf(container, name, maps)])),
      ) as Variables;
    }),
  );
}

type ConfigMaps = (name: string) => Promise<Record<string, string>>;

/** Each is asked for once. */
function configMapsOf({ api, environment }: Pick<ProbeContext, "api" | "environment">): ConfigMaps {
  const found = new Map<string, Promise<Record<string, string>>>();
  return (name) => {
    const known = found.get(name);
    if (known !== undefined) return known;
    const asked = api.core
      .readNamespacedConfigMap({ namespace: environment.namespace, name })
      .then(({ data }) => data ?? {});
    found.set(name, asked);
    return asked;
  };
}

/** As the kubelet decides: a variable of its own wins over whole maps, the last of which wins. */
async function variableOf({ env = [], envFrom = [] }: V1Container, name: string, maps: ConfigMaps) {
  const own = env.findLast((each) => each.name === name);
  if (own !== undefined) return valueOf(own, maps);
  // A whole Secret is taken to hold secrets alone.
  for (const { prefix = "", configMapRef } of envFrom.toReversed()) {
    if (!name.startsWith(prefix)) continue;
    const value =
      configMapRef?.name === undefined ? undefined : (await maps(configMapRef.name))[name.slice(prefix.length)];
    if (value !== undefined) return value;
  }
  return undefined;
}

async function valueOf({ value, valueFrom }: V1EnvVar, maps: ConfigMaps): Promise<string | null | undefined> {
  if (valueFrom === undefined) return value ?? "";
  const { name, key } = valueFrom.configMapKeyRef ?? {};
  return name === undefined || key === undefined ? null : (await maps(name))[key];
}
