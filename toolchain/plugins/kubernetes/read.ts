import type { ReadRequest } from "../shared/resource-provider.ts";
import type { Properties } from "../shared/values.ts";
import { isNotFound } from "./api/errors.ts";
import { type Cluster, locate } from "./cluster.ts";
import { kindOf } from "./kind-token.ts";
import { type KubeObject, parseId } from "./objects.ts";
import { fieldManagerKey, importedInputs, inputsOf, outputsOf } from "./outputs.ts";

/**
 * Reads an object's present state; without old inputs it is an import.
 * @returns undefined when the object or its kind is gone; an unreachable cluster is an error
 */
export async function read(
  cluster: Cluster,
  { id, type, oldInputs, oldOutputs }: ReadRequest,
): Promise<{ id: string; inputs: Properties; outputs: Properties } | undefined> {
  const live = await find(cluster, type, id);
  if (live === undefined) return undefined;
  const known = Object.keys(oldInputs).length > 0;
  const inputs = known ? inputsOf(live, oldInputs, oldOutputs) : importedInputs(live);
  return { id, inputs, outputs: outputsOf(live, inputs, oldOutputs[fieldManagerKey]) };
}

async function find(cluster: Cluster, type: string, id: string): Promise<KubeObject | undefined> {
  try {
    const { path } = await locate(cluster, kindOf(type), parseId(id));
    return await cluster.api.get(path, cluster.cancelled);
  } catch (thrown) {
    if (isNotFound(thrown)) return undefined;
    throw thrown;
  }
}
