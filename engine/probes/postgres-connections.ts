import { setTimeout as sleep } from "node:timers/promises";
import { eventually } from "./eventually.ts";
import { queryPostgres } from "./postgres.ts";
import type { Observation, Probe, ProbeContext } from "./probe.ts";

/** Longer than a pool keeps a connection that nobody uses, seconds. */
export const forgottenAfterSeconds = 35;

/** For one that was used until the very end, and for a look that fails, milliseconds. */
const marginMs = 1_000;
const lookWithinMs = 5_000;

const query = `
  select count(*) as total,
         count(*) filter (where state like 'idle%' and state_change < now() - $2::int * interval '1 second') as forgotten
  from pg_stat_activity
  where datname = $1 and backend_type = 'client backend' and pid <> pg_backend_pid()`;

/** Connections of clients, as Postgres itself counts them. */
export interface Connections {
  total: number;
  /** used by nobody for longer than a pool keeps them */
  forgotten: number;
}

async function connections(context: ProbeContext): Promise<Connections> {
  const [row] = await queryPostgres(context, query, [
    context.environment.postgres.database,
    String(forgottenAfterSeconds),
  ]);
  return { total: Number(row?.["total"] ?? 0), forgotten: Number(row?.["forgotten"] ?? 0) };
}

/**
 * No more connections lie forgotten after a fault than before it. Their plain number says less, for a pool grows under a
 * burst and shrinks again; so `after`, asked once the load has ended, waits until a pool has closed what it does not
 * need, and from then on every single one more is lost.
 */
export function connectionsComeBack(name: string): { before: Probe; after: Probe } {
  let known: Connections | undefined;
  const look = eventually(name, "after", lookWithinMs, async (context) =>
    judgeConnections(known, await connections(context)),
  );
  return {
    before: {
      name,
      observe: async (context) => {
        known = await connections(context);
        return [];
      },
    },
    after: {
      name,
      observe: async (context) => {
        await sleep(forgottenAfterSeconds * 1_000 + marginMs, undefined, { signal: context.signal });
        return look.observe(context);
      },
    },
  };
}

/** @param before undefined where nobody looked */
export function judgeConnections(before: Connections | undefined, after: Connections): Omit<Observation, "subject"> {
  if (before === undefined) return { ok: null, detail: `${inWords(after)}; not looked at before` };
  return { ok: after.forgotten <= before.forgotten, detail: `${inWords(after)}; before ${inWords(before)}` };
}

const inWords = ({ total, forgotten }: Connections) =>
  `${total} connections, ${forgotten} unused for ${forgottenAfterSeconds} s`;
