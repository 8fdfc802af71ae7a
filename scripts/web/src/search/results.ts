// Results as DOM nodes. Texts of reports are hostile: they only ever become text nodes.

import { fill } from "../contract/catalogue";
import { search as WORDS } from "../../../../schemas/browser.json";
import type { Found } from "./finding";
import { excerpt, marked, phrases, type Piece } from "./text";

/** One result as a list entry with a link. */
export function entry(found: Found, question: string, base: URL): HTMLLIElement {
  const words = phrases(question);
  const link = element("a", "search-link", [
    element("span", "search-title", nodes(marked(found.title, words))),
    element("span", "search-kind", [found.kind]),
    element("span", "search-text", nodes(excerpt(found.text, words))),
  ]);
  link.href = new URL(found.url, base).href;
  return element("li", "", [link]);
}

/** The words above the results. */
export function summary(shown: number, more: number, how: string): string {
  if (!shown) return WORDS.nothing;
  return fill(more ? WORDS.some : WORDS.all, { shown, more, how });
}

function nodes(pieces: Piece[]): (Node | string)[] {
  return pieces.map((piece) => (piece.marked ? element("mark", "", [piece.text]) : piece.text));
}

export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  kind: string,
  content: (Node | string)[],
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  if (kind) made.className = kind;
  made.append(...content);
  return made;
}
