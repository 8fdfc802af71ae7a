// How much a page is what was asked for.

import { search as WORDS } from "../../../../schemas/browser.json";
import type { Found } from "./index_files";
import type { Fold } from "./text";

const { case: CASE, list: LIST } = WORDS.kinds;

export function syllables({ said = "" }: Found): string[] {
  return said.split(" ");
}

/** Whether these syllables stand in a title as it is said. */
export function saying({ said = "" }: Found, heard: string[]): boolean {
  return ` ${said} `.includes(` ${heard.join(" ")} `);
}

export function initials(found: Found): string {
  return syllables(found)
    .map((syllable) => syllable[0])
    .join("");
}

/** How soon a title comes that others are like: units before what is said about them, the higher up the sooner, lists last. */
export function standing({ kind, where = "", names }: Found): number {
  if (names) return 4 - levels(where);
  return kind === LIST ? 0 : 1;
}

function levels(where: string): number {
  return where ? where.split(" › ").length : 0;
}

/** How much of an entry the words are; nothing unless all of them stand there. A case is about what its title says; lists repeat. */
export function weight({ title, kind, where = "", names = "", text = "" }: Found, words: string[], fold: Fold): number {
  const [head, above, body] = [fold(title), fold(where), fold(`${names}\n${text}`)];
  const weights = words.map((word) => {
    const times = body.split(word).length - 1;
    const often = times && Math.min(1, (times * word.length) / Math.sqrt(body.length));
    if (head.includes(word)) return 4 + often + (4 * word.length) / head.length + (kind === LIST ? 0 : 2);
    return often + (above.includes(word) ? 2 : 0);
  });
  const first = head.startsWith(words[0]!) && !where && kind !== LIST ? 2 : 0;
  // A county is asked for more than one of its offices.
  const below = names ? Math.max(0, levels(where) - 1) : 0;
  return weights.every(Boolean) ? weights.reduce((sum, one) => sum + one, first + (kind === CASE ? 1 : 0)) / (1 + below / 4) : 0;
}
