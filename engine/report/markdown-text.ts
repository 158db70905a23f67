/** Text from a run as one line of Markdown that shows it as it is: no markup, no HTML, no table cell of its own. */
export function plain(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .trim()
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/[\\`*_{}[\]|~#@]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A table; cells are Markdown already. */
export function markdownTable(headings: string[], rows: string[][]): string {
  const line = (cells: string[]): string => `| ${cells.join(" | ")} |\n`;
  return line(headings) + line(headings.map(() => "---")) + rows.map(line).join("");
}

const shown = 30;

/** A list of at most thirty items that says how many more there are; items are Markdown already. */
export function markdownList(items: string[]): string {
  const rest = items.length - shown;
  const more = rest > 0 ? `- and ${rest} more, in report.json\n` : "";
  return (
    items
      .slice(0, shown)
      .map((item) => `- ${item}\n`)
      .join("") + more
  );
}
