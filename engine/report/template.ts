/** Text that is markup already; everything else is escaped when it is put into markup. */
export class Markup {
  readonly text: string;

  /** @param text trusted: written in this repository, never taken from a run */
  constructor(text: string) {
    this.text = text;
  }
}

/** What may stand in a `${...}`: null, undefined and false leave nothing, lists are joined without a separator. */
export type Part = Markup | string | number | null | undefined | false | readonly Part[];

/** Builds HTML, SVG or XML; values are escaped, so attributes that hold one must be quoted. */
export function markup(literals: TemplateStringsArray, ...parts: Part[]): Markup {
  return new Markup(literals.reduce((text, literal, index) => text + render(parts[index - 1]) + literal));
}

function render(part: Part): string {
  if (part instanceof Markup) return part.text;
  if (Array.isArray(part)) return part.map(render).join("");
  if (part === null || part === undefined || part === false) return "";
  return escapeText(String(part));
}

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
// XML 1.0 has no place for these, not even as a character reference.
const unprintable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]/g;

/** Text safe between tags and in quoted attributes, of HTML and of XML. */
function escapeText(text: string): string {
  return text
    .toWellFormed()
    .replace(unprintable, "\ufffd")
    .replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
