import type { JobLine } from "../../backup/job/lines.ts";
import type { Session } from "../../engine/session.ts";

/** Tells what a job in the cluster says of its stores: each state in the journal, how far it is on the screen alone. */
export function jobProgress(session: Pick<Session, "note" | "say">): { onLine: (line: JobLine) => void } {
  return {
    onLine: (line) => {
      if (line.type === "store") session.note(line.store, line.state);
      if (line.type === "progress") session.say(`  ${line.store}: ${inWords(line)}`);
    },
  };
}

function inWords({ bytes, items, totalBytes }: Extract<JobLine, { type: "progress" }>): string {
  const share = totalBytes === undefined || totalBytes === 0 ? "" : ` of ${mebibytes(totalBytes)}`;
  return `${mebibytes(bytes)}${share}${items === 0 ? "" : `, ${items} items`}`;
}

const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
