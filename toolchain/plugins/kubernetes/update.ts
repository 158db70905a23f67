import type { UpdateRequest } from "../shared/resource-provider.ts";
import type { Properties } from "../shared/values.ts";
import { ApiError, isNotFound } from "./api/errors.ts";
import { awaitReady } from "./await-ready.ts";
import { bodyOf, withIgnored } from "./body.ts";
import { type Cluster, locate, type Located, pause } from "./cluster.ts";
import { keptOf, newFieldManager } from "./create.ts";
import { kindOf } from "./kind-token.ts";
import { handOver } from "./managed-fields.ts";
import { describe, type KubeObject, parseId } from "./objects.ts";
import { fieldManagerKey, outputsOf } from "./outputs.ts";
import { patchForce, timeoutOf } from "./wishes.ts";

const handOverAttempts = 5;

/** Applies new inputs to an object as the writer that made it, and waits until it is ready again. */
export async function update(cluster: Cluster, request: UpdateRequest): Promise<Properties> {
  const { id, type, newInputs, oldOutputs, ignoreChanges } = request;
  const located = await locate(cluster, kindOf(type), parseId(id));
  const known = oldOutputs[fieldManagerKey];
  const fieldManager = typeof known === "string" ? known : newFieldManager();
  const live = await ownedLive(cluster, located, fieldManager);
  const body = withIgnored(bodyOf(newInputs, located.address), live, ignoreChanges);
  const query = { fieldManager, fieldValidation: "Strict", force: String(patchForce(newInputs)) };
  const applied = await cluster.api.apply(located.path, query, body).catch((thrown: unknown) => {
    throw explained(thrown, located);
  });
  const outputs = (object: KubeObject) => outputsOf(object, newInputs, fieldManager);
  try {
    return outputs(await awaitReady(cluster, applied, timeoutOf(newInputs, request.timeout)));
  } catch (thrown) {
    throw keptOf(thrown, id, (seen) => outputs(seen ?? applied));
  }
}

/** The live object once all fields of its creation belong to the writer that applies. */
async function ownedLive(cluster: Cluster, { path, address }: Located, fieldManager: string): Promise<KubeObject> {
  for (let attempt = 1; ; attempt += 1) {
    const live = await cluster.api.get(path, cluster.cancelled).catch((thrown: unknown) => {
      throw isNotFound(thrown)
        ? new Error(`${describe(address)} was deleted outside of the stack: refresh the stack, then update again`)
        : thrown;
    });
    const patch = handOver(live, fieldManager);
    if (patch === undefined) return live;
    try {
      return await cluster.api.jsonPatch(path, { fieldManager }, patch);
    } catch (thrown) {
      if (!isConflict(thrown) || attempt === handOverAttempts) throw thrown;
      await pause(100 * attempt, cluster.cancelled);
    }
  }
}

function explained(thrown: unknown, { address }: Located): unknown {
  if (!isConflict(thrown)) return thrown;
  return new Error(
    `${describe(address)} was not updated, because others set some of its fields: ${thrown.message}. ` +
      'Leave those fields out, ignore their changes, or take them with the annotation pulumi.com/patchForce: "true"',
    { cause: thrown },
  );
}

function isConflict(thrown: unknown): thrown is ApiError {
  return thrown instanceof ApiError && thrown.reason === "Conflict";
}
