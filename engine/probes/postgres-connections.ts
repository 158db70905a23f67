import { setTimeout as sleep } from "node:timers/promises";
import { eventually } from "./eventually.ts";
import { queryPostgres } from "./postgres.ts";
import type { Observation, Probe, ProbeContext } from "./probe.ts";

/** Longer than a pool keeps a connection that nobody uses, seconds. */
export const forgottenAfterSeconds = 35;

/** What is forgotten, is so within the first calls that succeed again, milliseconds. */
const marginMs = 3_000;
/** For a look that fails, milliseconds. */
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
 * burst and shrinks again; so `after` waits until a pool has closed what it does not need, and from then on every single
 * one more is lost.
 */
export function connectionsComeBack(name: string): {
  before: Probe;
  /** a probe that calls succeed again: from then on nothing more comes to lie forgotten, and `after` waits no longer */
  since: (succeed: Probe) => Probe;
  after: Probe;
} {
  let known: Connections | undefined;
  /** when calls succeeded again; never, as long as nobody saw it */
  let sinceMs = Infinity;
  const look = eventually(name, "after", lookWithinMs, async (context) =>
    judgeConnections(known, await connections(context)),
  );
  return {
    before: {
      name,
      observe: async (context) => {
        // One process may run several drills: what an earlier one saw is nothing to this one.
        sinceMs = Infinity;
        known = await connections(context);
        return [];
      },
    },
    since: (succeed) => ({
      ...succeed,
      observe: async (context) => {
        const observations = await succeed.observe(context);
        if (observations.every(({ ok }) => ok === true)) sinceMs = Date.now();
        return observations;
      },
    }),
    after: {
      name,
      observe: async (context) => {
        await sleep(waitMs(Date.now() - sinceMs), undefined, { signal: context.signal });
        return look.observe(context);
      },
    },
  };
}

/** How long what leaked takes to show. @param succeedingMs how long calls have succeeded again; negative = they do not */
export const waitMs = (succeedingMs: number): number =>
  Math.max(0, forgottenAfterSeconds * 1_000 + marginMs - Math.max(0, succeedingMs));

/** @param before undefined where nobody looked */
export function judgeConnections(before: Connections | undefined, after: Connections): Omit<Observation, "subject"> {
  if (before === undefined) return { ok: null, detail: `${inWords(after)}; not looked at before` };
  return { ok: after.forgotten <= before.forgotten, detail: `${inWords(after)}; before ${inWords(before)}` };
}

const inWords = ({ total, forgotten }: Connections) =>
  `${total} connections, ${forgotten} unused for ${forgottenAfterSeconds} s`;
