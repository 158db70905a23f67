import { randomBytes } from "node:crypto";
import { type CreateRequest, InitFailed } from "../shared/resource-provider.ts";
import type { Properties } from "../shared/values.ts";
import { collectionPath } from "./api/discovery.ts";
import { ApiError } from "./api/errors.ts";
import { awaitReady, NotReady } from "./await-ready.ts";
import { bodyOf } from "./body.ts";
import { type Cluster, locate, untilServed } from "./cluster.ts";
import { kindOf } from "./kind-token.ts";
import { describe, idOf, type KubeObject } from "./objects.ts";
import { outputsOf } from "./outputs.ts";
import { metadataOf, timeoutOf } from "./wishes.ts";

/** Makes an object that must not exist yet, and waits until it is ready. */
export async function create(
  cluster: Cluster,
  { type, inputs, timeout }: CreateRequest,
): Promise<{ id: string; outputs: Properties }> {
  const kind = kindOf(type);
  await untilServed(cluster, kind);
  const { name = "", namespace } = metadataOf(inputs);
  const { served, address } = await locate(cluster, kind, { namespace, name });
  const fieldManager = newFieldManager();
  const query = { fieldManager, fieldValidation: "Strict" };
  const body = bodyOf(inputs, address);
  const made = await cluster.api.post(collectionPath(served, address), query, body).catch((thrown: unknown) => {
    throw isTaken(thrown)
      ? new Error(`${describe(address)} already exists and is not taken over: delete it, or import it into the stack`)
      : thrown;
  });
  const id = idOf({ namespace: address.namespace, name: made.metadata.name ?? name });
  const outputs = (live: KubeObject) => outputsOf(live, inputs, fieldManager);
  try {
    return { id, outputs: outputs(await awaitReady(cluster, made, timeoutOf(inputs, timeout))) };
  } catch (thrown) {
    throw keptOf(thrown, id, (live) => outputs(live ?? made));
  }
}

/** Any failure after the object exists keeps it in the state. */
export function keptOf(thrown: unknown, id: string, outputs: (live: KubeObject | undefined) => Properties): InitFailed {
  const live = thrown instanceof NotReady ? thrown.live : undefined;
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  return new InitFailed({ id, outputs: outputs(live), reasons: [reason], cause: thrown });
}

/** A name under which the fields of one object are written, for as long as it lives. */
export function newFieldManager(): string {
  return `pulumi-kubernetes-${randomBytes(4).toString("hex")}`;
}

function isTaken(thrown: unknown): boolean {
  return thrown instanceof ApiError && thrown.reason === "AlreadyExists";
}
