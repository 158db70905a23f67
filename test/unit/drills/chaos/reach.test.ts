import { describe, expect, it } from "vitest";
import { gatedLoads } from "../../../../contract/payloads.ts";
import { requireReach, withReach } from "../../../../drills/chaos/reach.ts";
import { safeguards } from "../../../../drills/chaos/safeguards.ts";
import { slowDownstream } from "../../../../drills/chaos/slow-downstream.ts";
import type { Session } from "../../../../engine/session.ts";
import { aLoad } from "../../../fixtures/evidence/records.ts";

const links = { link: (name: string) => ({ name, port: 20_004 }), traffic: async () => new Map() };

/** A session that notes what is done in it, and sees what it observes or does not. */
function sessionThat(sees: boolean) {
  const done: string[] = [];
  const session: Pick<Session, "ask" | "observe" | "abort"> = {
    ask: () => (done.push("counts"), Promise.reject(new Error("not now"))),
    observe: async ({ name }) => (done.push(name), sees),
    abort: (reason, unexercised) => {
      done.push(`aborts${unexercised === true ? ", not exercised" : ""}`);
      throw new Error(reason);
    },
  };
  return { done, session: session as Session };
}

describe("in the baseline", () => {
  const load = aLoad({ endpoints: gatedLoads });

  it("links must carry traffic of the drill", async () => {
    const { done, session } = sessionThat(true);
    await requireReach(slowDownstream, load, links, session);
    expect(done).toEqual(["reach"]);
    const unseen = sessionThat(false);
    await expect(requireReach(slowDownstream, load, links, unseen.session)).rejects.toThrow("too little traffic");
    expect(unseen.done).toEqual(["reach", "aborts, not exercised"]);
  });

  it("a link is left alone whose agent nothing may call yet", async () => {
    const { done, session } = sessionThat(false);
    await requireReach(safeguards, load, links, session);
    expect(done).toEqual([]);
  });
});

describe("a stage", () => {
  const body = (done: string[]) => async () => void done.push("body");

  it("counts before its calls whether they take the link of an agent that nothing called", async () => {
    const { done, session } = sessionThat(true);
    await withReach({ uncalled: "circadian" }, links, session, body(done));
    expect(done).toEqual(["counts", "body", "reach"]);
  });

  it("ends the experiment where they do not", async () => {
    const { done, session } = sessionThat(false);
    const stage = withReach({ uncalled: "circadian" }, links, session, body(done));
    await expect(stage).rejects.toThrow("too little traffic");
    expect(done.at(-1)).toBe("aborts, not exercised");
  });

  it("is plain where the baseline has shown it", async () => {
    const { done, session } = sessionThat(false);
    await withReach({}, links, session, body(done));
    expect(done).toEqual(["body"]);
  });
});
