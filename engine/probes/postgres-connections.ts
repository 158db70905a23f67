import { eventually } from "./eventually.ts";
import { queryPostgres } from "./postgres.ts";
import type { Probe, ProbeContext } from "./probe.ts";

/** Longer than a pool keeps a connection that nobody uses, seconds. */
const forgottenAfterSeconds = 40;

const query = `
  select count(*) as total,
         count(*) filter (where state like 'idle%' and state_change < now() - $2::int * interval '1 second') as forgotten
  from pg_stat_activity
  where datname = $1 and backend_type = 'client backend' and pid <> pg_backend_pid()`;

/** Connections of clients, as Postgres itself counts them. */
async function connections(context: ProbeContext): Promise<{ total: number; forgotten: number }> {
  const [row] = await queryPostgres(context, query, [
    context.environment.postgres.database,
    String(forgottenAfterSeconds),
  ]);
  return { total: Number(row?.["total"] ?? 0), forgotten: Number(row?.["forgotten"] ?? 0) };
}

/**
 * No more connections lie forgotten after a fault than before it: used by nobody for longer than a pool keeps them. The
 * plain number of connections says less, for a pool may grow under a burst and shrink again; but what is more than all
 * pools may hold was lost by one of them, however lately.
 * @param spare connections that pools may have opened meanwhile
 */
export function connectionsComeBack(name: string, spare: number, withinMs: number): { before: Probe; after: Probe } {
  let known: { total: number; forgotten: number } | undefined;
  return {
    before: {
      name,
      observe: async (context) => {
        known = await connections(context);
        return [{ subject: "before", ok: true, detail: inWords(known) }];
      },
    },
    after: eventually(name, "after", withinMs, async (context) => {
      const found = await connections(context);
      if (known === undefined) return { ok: null, detail: `${inWords(found)}; not looked at before` };
      const ok = found.forgotten <= known.forgotten && found.total <= known.total + spare;
      return { ok, detail: `${inWords(found)}; before ${inWords(known)}` };
    }),
  };
}

const inWords = ({ total, forgotten }: { total: number; forgotten: number }) =>
  `${total} connections, ${forgotten} unused for ${forgottenAfterSeconds} s`;
