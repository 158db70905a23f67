import { agentHealthMetrics, resilienceMetrics } from "../../contract/metrics.ts";
import { podCounts, seriesEveryMs, type SeriesLine } from "../evidence/series.ts";
import { withMeanWaits } from "./bulkhead-waits.ts";
import type { Report } from "./schema.ts";
import { isoTime } from "./story.ts";

type Series = Report["series"][number];
interface Step {
  atMs: number;
  value: number | null;
}

/** Between looks that are further apart the value is not known, milliseconds. */
const holeMs = 3.5 * seriesEveryMs;

/** A series has at most this many steps, which bounds the report of a load that lasts for hours. */
const maxSteps = 400;

/** The order in which they are shown. */
const metricOrder: readonly string[] = [
  resilienceMetrics.breakerState,
  resilienceMetrics.bulkheadUsage,
  resilienceMetrics.bulkheadWait,
  agentHealthMetrics.status,
  podCounts.running,
  podCounts.ready,
];

/** What each pod said over time, as steps: by metric, then by what it is about, then by pod. */
export function series(lines: readonly SeriesLine[]): Report["series"] {
  const found = new Map<
    string,
    { metric: string; of: string; pod: string; looks: { atMs: number; value: number }[] }
  >();
  for (const { atMs, pod, values } of withMeanWaits(lines)) {
    for (const [metric, byName] of Object.entries(values)) {
      for (const [of, value] of Object.entries(byName)) {
        const key = JSON.stringify([metric, of, pod]);
        const one = found.get(key) ?? { metric, of, pod, looks: [] };
        one.looks.push({ atMs, value });
        found.set(key, one);
      }
    }
  }
  return [...found.values()]
    .map(({ looks, ...names }): Series => {
      const values = looks.map(({ value }) => value);
      return {
        ...names,
        lowest: values.reduce((a, b) => Math.min(a, b)),
        highest: values.reduce((a, b) => Math.max(a, b)),
        steps: thinned(stepsOf(looks)).map(({ atMs, value }) => ({ at: isoTime(atMs), value })),
      };
    })
    .sort(byName);
}

function byName(a: Series, b: Series): number {
  const key = ({ metric, of, pod }: Series) => `${metricOrder.indexOf(metric)} ${of} ${pod}`;
  return key(a) < key(b) ? -1 : 1;
}

/** Changes alone; where a look is missing, and after the last one, the value is null. */
function stepsOf(looks: readonly { atMs: number; value: number }[]): Step[] {
  const known = looks.flatMap(({ atMs, value }, index): Step[] => {
    const next = looks[index + 1];
    const ends = next === undefined || next.atMs - atMs > holeMs;
    return ends
      ? [
          { atMs, value },
          { atMs: atMs + seriesEveryMs, value: null },
        ]
      : [{ atMs, value }];
  });
  return known.filter(({ value }, index) => value !== known[index - 1]?.value);
}

/** The highest value of neighbours: only usage and waits change this often. */
function thinned(steps: Step[]): Step[] {
  const each = Math.ceil(steps.length / maxSteps);
  if (each <= 1) return steps;
  return Array.from({ length: Math.ceil(steps.length / each) }, (_, index) => {
    const some = steps.slice(index * each, (index + 1) * each);
    const values = some.flatMap(({ value }) => value ?? []);
    return { atMs: some[0]?.atMs ?? 0, value: values.length === 0 ? null : Math.max(...values) };
  });
}
