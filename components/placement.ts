import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

/** Where the objects of an environment go; every component that makes some is given it. */
export interface Placement {
  environmentId: string;
  provider: k8s.Provider;
  /** comes from the namespace itself, so that what names it waits for it */
  namespace: pulumi.Input<string>;
  /** the cluster whose deletion deletes all that is in it; undefined where the cluster outlives the environment */
  throwaway: pulumi.Resource | undefined;
}

/** Where something listens inside the cluster. */
export interface Address {
  service: string;
  port: number;
}

/** Bound on waiting for a child; the engine would be silent for longer than is told from a hang. */
const waiting = { create: "4m", update: "4m" };

/** Options of a component's child: its parent, an explicit provider, and whose deletion spares its own. */
export function childOf(
  parent: pulumi.Resource,
  placement: Pick<Placement, "provider" | "throwaway">,
  more: pulumi.CustomResourceOptions = {},
): pulumi.CustomResourceOptions {
  return { ...generatedIn(parent, placement), provider: placement.provider, customTimeouts: waiting, ...more };
}

/** Options of a child that is made by another provider than the cluster's, such as a generated password. */
export function generatedIn(
  parent: pulumi.Resource,
  placement: Pick<Placement, "throwaway">,
): pulumi.CustomResourceOptions {
  return { parent, ...(placement.throwaway === undefined ? {} : { deletedWith: placement.throwaway }) };
}
