import { inspect } from "node:util";
import { DrillError } from "../../../../common/errors.ts";

/** The failure of what must fail. */
export async function failureOf(act: () => unknown): Promise<DrillError> {
  try {
    await act();
  } catch (thrown) {
    if (thrown instanceof DrillError) return thrown;
    throw thrown;
  }
  throw new Error("it did not fail");
}

/** Whatever could be shown of an error, its cause and its own fields included. */
export const shown = (error: Error): string => inspect(error, { depth: null, showHidden: true });
