/** An element of a document that was read back. */
export interface Element {
  name: string;
  attributes: Record<string, string>;
  children: Element[];
  /** all text below it, entities resolved */
  text: string;
}

const token = /<!--[\s\S]*?-->|<[!?][^>]*>|<\/([\w-]+)\s*>|<([\w-]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|[^<]+|</g;
const entity = /&(?:amp|lt|gt|quot|#39);/g;
const resolved: Record<string, string> = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'" };

/** Reads markup in which every element is closed and every attribute quoted; throws on anything else. */
export function readMarkup(markup: string): Element {
  const root: Element = { name: "", attributes: {}, children: [], text: "" };
  const open = [root];
  for (const [whole, closed, opened, attributes, alone] of markup.matchAll(token)) {
    const parent = open.at(-1) ?? root;
    if (whole === "<" || whole.replace(entity, "").includes("&")) throw new Error(`not markup: ${whole.slice(0, 80)}`);
    if (closed !== undefined) {
      if (open.pop()?.name !== closed || open.length === 0) throw new Error(`</${closed}> closes nothing`);
    } else if (opened !== undefined) {
      const element = { name: opened, attributes: attributesOf(attributes ?? ""), children: [], text: "" };
      parent.children.push(element);
      if (alone === "") open.push(element);
    } else if (!/^<[!?]/.test(whole)) {
      for (const each of open) each.text += unescaped(whole);
    }
  }
  if (open.length !== 1) throw new Error(`<${open.at(-1)?.name}> is not closed`);
  return root;
}

/** Every element of a name, in document order. */
export function all(element: Element, name: string): Element[] {
  return element.children.flatMap((child) => [...(child.name === name ? [child] : []), ...all(child, name)]);
}

/** Every element below, in document order. */
export function everything(element: Element): Element[] {
  return element.children.flatMap((child) => [child, ...everything(child)]);
}

function attributesOf(text: string): Record<string, string> {
  const found = [...text.matchAll(/([\w:-]+)="([^"]*)"/g)];
  const attributes = Object.fromEntries(found.map(([, name, value]) => [name, unescaped(value ?? "")]));
  if (Object.keys(attributes).length !== found.length) throw new Error(`an attribute stands twice:${text}`);
  return attributes;
}

function unescaped(text: string): string {
  return text.replace(entity, (found) => resolved[found] ?? found);
}
