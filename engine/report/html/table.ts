import { markup } from "../template.ts";
import type { Markup, Part } from "../template.ts";

/** A column: its heading, and whether it holds numbers. */
export interface Column {
  heading: string;
  numbers?: boolean;
}

/** A table that scrolls by itself where the page is too narrow; the first cell of each row is its heading. */
export function table(
  label: string,
  columns: Column[],
  rows: Part[][],
  density: "normal" | "dense" = "normal",
): Markup {
  if (rows.length === 0) return markup`<p class="muted">None.</p>`;
  const cell = (part: Part, index: number): Markup => {
    const numbers = columns[index]?.numbers === true && markup` class="num"`;
    return index === 0 ? markup`<th scope="row">${part}</th>` : markup`<td${numbers}>${part}</td>`;
  };
  const heading = ({ heading: text, numbers }: Column): Markup =>
    markup`<th scope="col"${numbers === true && markup` class="num"`}>${text}</th>`;
  return markup`<div class="card scroll" role="region" aria-label="${label}" tabindex="0"><table class="${density}">
<thead><tr>${columns.map(heading)}</tr></thead>
<tbody>${rows.map((row) => markup`<tr>${row.map(cell)}</tr>\n`)}</tbody></table></div>`;
}

/** A list without numbers; null where it would be empty. */
export function bullets(items: readonly Part[]): Markup | null {
  return items.length === 0 ? null : markup`<ul class="plain">${items.map((item) => markup`<li>${item}</li>`)}</ul>`;
}

/** Names with their values. */
export function pairs(rows: readonly (readonly [string, Part])[]): Markup {
  return markup`<dl class="card pairs">${rows.map(([name, value]) => markup`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}
