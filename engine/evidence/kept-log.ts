import * as z from "zod";
import { askObserver } from "../probes/observer-call.ts";
import type { ProbeContext } from "../probes/probe.ts";

/** A container's log from a time on (RFC 3339; undefined = its start), as the API would give it. */
export type KeptLog = (pod: string, container: string, since: string | undefined) => AsyncGenerator<Buffer>;

const answer = z.object({ full: z.boolean(), lines: z.array(z.object({ line: z.string() })) });

/** A container runtime's line: time, stream, F or, where more of it follows, P, text. */
const runtimeLine = /^(\S+) \S+ ([FP]) (.*)$/s;

/**
 * What the environment's log keeper has of pods that are gone; undefined where nothing keeps logs.
 * @throws Error while it is read: the keeper does not answer, or had no more room
 */
export function keptLogs({ api, environment }: Pick<ProbeContext, "api" | "environment">): KeptLog | undefined {
  if (environment.observability === null) return undefined;
  return async function* kept(pod, container, since = "") {
    let last: string | undefined;
    for (;;) {
      const query = new URLSearchParams({ contains: "", pod, container, since: last?.split(" ", 1)[0] ?? since });
      const { full, lines } = answer.parse(
        JSON.parse(await askObserver({ api, environment }, "logKeeper", `/logs?${query.toString()}`)),
      );
      if (full) throw new Error("the log keeper had no more room");
      const all = lines.map(({ line }) => line);
      // Answers are of limited length; each begins at the time of the last line before.
      const further = last === undefined ? all : all.slice(all.indexOf(last) + 1);
      if (further.length === 0) return;
      yield asOfApi(further);
      last = further.at(-1);
    }
  };
}

function asOfApi(lines: readonly string[]): Buffer {
  let text = "";
  let unfinished = false;
  for (const line of lines) {
    const [, time = "", flag = "F", rest = ""] = runtimeLine.exec(line) ?? [];
    text += (unfinished ? "" : `${time} `) + rest;
    unfinished = flag === "P";
    if (!unfinished) text += "\n";
  }
  return Buffer.from(text);
}
