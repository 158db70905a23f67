import * as pulumi from "@pulumi/pulumi";
import { DrillError } from "../common/errors.ts";

/** Runs the body; a failure that a user can act on becomes one that Pulumi shows without a stack. */
export function showingPlainly<T>(body: () => T): T {
  try {
    return body();
  } catch (thrown) {
    if (thrown instanceof DrillError) throw new pulumi.RunError(`${thrown.message}\n${thrown.remedy}`);
    throw thrown;
  }
}
