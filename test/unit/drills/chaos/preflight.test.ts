import { expect, it } from "vitest";
import { preflight, preflightObjectives } from "../../../../drills/chaos/preflight.ts";
import type { Session } from "../../../../engine/session.ts";

/** A session in which the probes named do not see what they look for. */
function sessionWhere(unseen: readonly string[]) {
  const observed: string[] = [];
  const session: Pick<Session, "phase" | "observe" | "abort"> = {
    phase: (_, body) => body(),
    observe: async ({ name }) => (observed.push(name), !unseen.includes(name)),
    abort: (reason) => {
      throw new Error(reason);
    },
  };
  return { observed, session: session as Session };
}

const ids = preflightObjectives.map(({ id }) => id);

it("looks at all that it judges", async () => {
  const { observed, session } = sessionWhere([]);
  await preflight(session, new Set(["alerts"]));
  expect(observed).toEqual(ids);
});

it.each(ids)("ends the drill where %s is not seen", async (id) => {
  const { observed, session } = sessionWhere([id]);
  await expect(preflight(session, new Set(["alerts"]))).rejects.toThrow("faults would not be seen");
  expect(observed).toEqual(ids);
});

it("leaves a target alone that nothing watches", async () => {
  const { observed, session } = sessionWhere(ids);
  await preflight(session, new Set(["limiter"]));
  expect(observed).toEqual([]);
});
