/** The published regular expressions, ready to search with. */

import type { Contract, Pattern, PatternName } from "./types";

/** Characters before a match that are looked at: more than any `not_after` takes. */
const BEFORE = 8;

export class Searcher {
  private readonly pattern: RegExp;
  private readonly notAfter: RegExp | undefined;

  constructor({ pattern, not_after: before, ignore_case: folded }: Pattern) {
    this.pattern = new RegExp(pattern, folded ? "giu" : "gu");
    this.notAfter = before && new RegExp(`(?:${before.join("|")})$`, "u");
  }

  first(text: string): RegExpExecArray | undefined {
    return this.matches(text).next().value ?? undefined;
  }

  every(text: string): RegExpExecArray[] {
    return [...this.matches(text)];
  }

  private *matches(text: string): Generator<RegExpExecArray, void> {
    let place = 0;
    while (place <= text.length) {
      this.pattern.lastIndex = place;
      const found = this.pattern.exec(text);
      if (!found) return;
      const refused = this.notAfter?.test(text.slice(Math.max(0, found.index - BEFORE), found.index));
      place = refused || !found[0] ? found.index + 1 : found.index + found[0].length;
      if (!refused) yield found;
    }
  }
}

export function searchers({ patterns }: Contract): Record<PatternName, Searcher> {
  const made = Object.entries(patterns).map(([name, pattern]) => [name, new Searcher(pattern)]);
  return Object.fromEntries(made) as Record<PatternName, Searcher>;
}
