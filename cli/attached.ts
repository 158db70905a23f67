import { DrillError } from "../common/errors.ts";
import { takeLease } from "../engine/environment/holding.ts";
import { plainStackOutputs } from "../engine/environment/plain-stack.ts";
import { type EnvironmentLease, listLeases } from "../engine/environment/record.ts";
import type { EnvironmentSource } from "../engine/environment-source.ts";
import { bundlers } from "./bundlers.ts";
import type { Edges } from "./edges.ts";
import { newLease, type SourceWish } from "./environment-source.ts";
import { shellVariables } from "./shell-environment.ts";
import { stackConfig } from "./stack-file.ts";

/** An environment that is up and stays up. */
export interface StandingEnvironment {
  id: string;
  stack: string;
  /** what it was brought up with */
  config: Record<string, string>;
  /** undefined where plain `pulumi up` made it */
  lease: EnvironmentLease | undefined;
}

/**
 * One of ours by its record, or the stack of that name that plain `pulumi up` is taken to have made.
 * @throws DrillError environment.unknown where there is neither a record nor a stack of that name
 */
export async function findEnvironment(id: string): Promise<StandingEnvironment> {
  const lease = (await listLeases()).find((each) => each.id === id);
  if (lease !== undefined) return { id, stack: lease.stack, config: lease.config, lease };
  try {
    // Plain Pulumi keeps a stack's config in this very file.
    return { id, stack: id, config: await stackConfig(id, []), lease: undefined };
  } catch (cause) {
    if (!(cause instanceof DrillError) || cause.code !== "stack.unknown") throw cause;
    throw new DrillError({
      code: "environment.unknown",
      kind: "usage",
      message: `there is neither an environment nor a stack called ${id}`,
      remedy: "see the environments that are up with: drill list",
      cause,
    });
  }
}

/**
 * Tools for an environment that is up, and the right to work on it for as long as this process lives.
 * @throws DrillError environment.held while another process works on it
 */
export async function attachedSource(
  up: StandingEnvironment,
  wish: Omit<SourceWish, "id">,
  edges: Edges,
): Promise<EnvironmentSource> {
  const { id } = up;
  const lease = up.lease && (await takeLease(id));
  const toolset = await edges.prepareToolset({ ...wish, ...bundlers });
  const { facts, k6, objectStorageImage } = toolset;
  const common = { facts, k6, objectStorageImage };
  if (lease !== undefined) {
    return { lease, ...common, bringUp: (signal) => edges.outputsOf(lease, { say: wish.say, signal }) };
  }
  const shell = await shellVariables(toolset);
  return {
    lease: await newLease(id, up.stack, toolset, up.config),
    ...common,
    bringUp: () => plainStackOutputs(id, shell),
  };
}
