// Results as DOM nodes. Texts of reports are hostile: they only ever become text nodes.

import { fill } from "../contract/catalogue";
import { search as WORDS } from "../../../../schemas/browser.json";
import type { Found } from "./index_files";
import { excerpt, type Fold, marked, phrases, type Piece } from "./text";

/** One result as a list entry with a link. */
export function entry(found: Found, question: string, fold: Fold, base: URL): HTMLLIElement {
  const words = phrases(fold(question));
  // What the title says already is no reason for a part of the text.
  const titled = words.every((word) => fold(found.title).includes(word));
  const link = element("a", "search-link", [
    element("span", "search-title", nodes(marked(found.title, words, fold))),
    element("span", "search-kind", [[found.state, found.kind].filter(Boolean).join(" · ")]),
    ...(found.where ? [element("span", "search-where", nodes(marked(found.where, words, fold)))] : []),
    element("span", "search-text", nodes(excerpt(found.text ?? "", titled ? [] : words, fold))),
  ]);
  link.href = new URL(found.url, base).href;
  return element("li", "", [link]);
}

/** The words above the results. `near`: none says just what was asked for. */
export function summary(shown: number, more: boolean, near: boolean, how: string): string {
  if (!shown) return WORDS.nothing;
  return (near ? WORDS.near : "") + fill(more ? WORDS.some : WORDS.all, { shown, how });
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
