import { clock, seconds } from "../format.ts";
import { afterInWords, armedInWords } from "../chaos-words.ts";
import type { Report } from "../schema.ts";
import { markup } from "../template.ts";
import type { Markup } from "../template.ts";
import { table } from "./table.ts";

/** What was broken, when that was proven, and how long the system took to notice and to recover; null without faults. */
export function faults({ injections, measured, run }: Report): Markup | null {
  if (injections.length === 0 && measured.length === 0) return null;
  const start = Date.parse(run.startedAt);
  const since = (iso: string | null): string => (iso === null ? "–" : clock(Date.parse(iso) - start));
  const time = (heading: string) => ({ heading, numbers: true });
  return markup`<p class="muted">Times are since the start of the run. That a fault is there, and that nothing is left of it, is looked at by other means than those that injected it.</p>
<h3>Injections</h3>
${table(
  "Injections",
  [
    { heading: "Fault" },
    time("Planned"),
    time("Injected"),
    time("Effect seen"),
    time("Undone"),
    time("Proven gone"),
    { heading: "What it does" },
  ],
  injections.map((each) => [
    each.fault,
    since(each.plannedAt),
    each.armed === false ? "not armed" : since(each.injectedAt),
    since(each.effectSeenAt),
    since(each.undoneAt),
    since(each.provenGoneAt),
    markup`<span class="wrap">${each.summary}${armedInWords(each)}</span>`,
  ]),
  "dense",
)}
<h3>Measured times</h3>
${table(
  "Measured times",
  [{ heading: "What" }, { heading: "Where" }, time("From the first look"), time("From the fault")],
  measured.map((each) => [each.what, each.subject, seconds(each.tookMs), afterInWords(each)]),
  "dense",
)}`;
}
