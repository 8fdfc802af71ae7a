/** Problems become findings in the words of the catalogue. Follows scripts/pingyi/check/catalogue.py. */

import type { Contract, Finding, Problem } from "./types";

export const PLACEHOLDER = /\{([^{}]+)\}/g;

export class Catalogue {
  constructor(private readonly contract: Contract) {}

  explain({ rule, pointer, values, field }: Problem): Finding {
    const entry = this.contract.entries[rule];
    if (!entry) throw new Error(`no rule ${rule}`);
    const words = { message: fill(entry.message, values), fix: fill(entry.fix, values) };
    return { rule, level: entry.level, pointer, ...words, ...(field === undefined ? {} : { field }) };
  }

  word(key: string, values: Record<string, unknown> = {}): string {
    return fill(this.contract.words[key] ?? key, values);
  }
}

/** The template with every `{name}` replaced; a value stands as it is, without its line breaks. */
export function fill(template: string, values: Record<string, unknown>): string {
  return template.replace(PLACEHOLDER, (_, name: string) =>
    String(values[name] ?? "…")
      .trim()
      .split(/\s+/)
      .join(" "),
  );
}

/** A value as a message shows it: so many characters of it, odd spaces by their numbers. */
export function short(value: unknown, most: number, oddSpace: RegExp): string {
  if (typeof value === "object") return "…";
  const named = (space: string): string => `〔U+${space.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}〕`;
  const letters = [...[...String(value)].slice(0, 2 * most).join("").replace(oddSpace, named)];
  return letters.length <= most ? letters.join("") : `${letters.slice(0, most).join("")}…`;
}
