// Results as DOM nodes. Texts of reports are hostile: they only ever become text nodes.

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
  if (!shown) return "没有找到。请换一个说法，或到“进展”页按单位查找。";
  return more ? `先列出 ${shown} 条，可能还有 ${more} 条${how}。` : `找到 ${shown} 条。`;
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
