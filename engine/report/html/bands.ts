import { clock } from "../format.ts";
import { markup } from "../template.ts";
import type { Markup } from "../template.ts";
import { timeTicks } from "./scale.ts";

/** A named stretch of a chart's time, milliseconds. */
export interface Band {
  label: string;
  fromMs: number;
  toMs: number;
}

/** Where a chart draws, in its own units. */
export interface Plot {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Above the plot, for the names of the phases. */
const strip = { top: 4, height: 18 };

/** Whether a label fits; a character is at most about this wide, on a narrow screen too. */
export function fits(text: string, room: number): boolean {
  return text.length * 7 <= room;
}

/** Charts need no more than a tenth of their unit. */
export function px(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Where a time stands; what is outside of the chart stands at its edge. */
export function timeScale(lengthMs: number, { left, right }: Plot): (ms: number) => number {
  return (ms) => px(left + (Math.min(Math.max(0, ms), lengthMs) / lengthMs) * (right - left));
}

/** The phases: their names in a strip above the plot, every other one tinted. */
export function phaseBands(all: readonly Band[], x: (ms: number) => number, { top, bottom }: Plot): Markup[] {
  return all.map(({ label, fromMs, toMs }, index) => {
    const [from, to] = [x(fromMs), x(toMs)];
    const across = markup`x="${from}" width="${px(to - from)}"`;
    // Of a phase of a part, the part is told by the rest of the chart.
    const short = label.slice(label.lastIndexOf(".") + 1);
    const name = fits(short, to - from - 8) && markup`<text x="${px(from + 4)}" y="${strip.top + 13}">${short}</text>`;
    return markup`<g class="band${index % 2 === 1 && " odd"}"><rect class="name" ${across} y="${strip.top}" height="${strip.height}"/>
<rect ${across} y="${top}" height="${bottom - top}"/><title>phase ${label}</title>${name}</g>`;
  });
}

/** The time in which faults were in force. */
export function faultBands(all: readonly Band[], x: (ms: number) => number, { top, bottom }: Plot): Markup[] {
  return all.map(({ label, fromMs, toMs }) => {
    const [from, to] = [x(fromMs), x(toMs)];
    return markup`<g class="fault"><rect x="${from}" width="${px(to - from)}" y="${top}" height="${bottom - top}"/>
<path d="M${from} ${top}V${bottom}M${to} ${top}V${bottom}"/><title>fault ${label}</title></g>`;
  });
}

/** Times below the plot. */
export function timeAxis(lengthMs: number, x: (ms: number) => number, { bottom }: Plot): Markup[] {
  return timeTicks(lengthMs).map(
    (ms) => markup`<text x="${x(ms)}" y="${bottom + 17}" text-anchor="middle">${clock(ms)}</text>`,
  );
}
