import { expect, it } from "vitest";
import { requireSteady, steady } from "../../../../drills/chaos/steady.ts";
import type { Session } from "../../../../engine/session.ts";

/** A session whose load has missed so much by now. */
function sessionThatMissed(missed: string[]) {
  const asked: string[] = [];
  const session: Pick<Session, "missedSoFar" | "abort"> = {
    missedSoFar: (objectives) => (asked.push(...objectives.map(({ id }) => id)), missed),
    abort: (reason) => {
      throw new Error(reason);
    },
  };
  return { asked, session: session as Session };
}

it("asks for all that the baseline is judged by", () => {
  const { asked, session } = sessionThatMissed([]);
  requireSteady(session);
  expect(asked).toEqual(steady("baseline").map(({ id }) => id));
});

it("ends the experiment where any of it is missed", () => {
  const { session } = sessionThatMissed(["p95 before the faults: 612 ms"]);
  expect(() => requireSteady(session)).toThrow("the system is not steady: p95 before the faults: 612 ms");
});
