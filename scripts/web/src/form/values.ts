/** What is typed becomes a value, and the other way round. Nothing typed is no value. */

import { type Searcher, searchers } from "../contract/patterns";
import type { Contract, Value } from "../contract/types";

export type Kind = "integer" | "date" | "line" | "text" | "choice" | "choices" | "list" | "group";

/** Numbers and days as people type them, read as scripts/pingyi/doors/typed.py reads them. */
export class Typed {
  private readonly number: Searcher;
  private readonly days: Searcher[];
  private readonly plain: Map<string, string>;
  private readonly around: string;

  constructor(contract: Contract) {
    const { number, day, day_digits } = searchers(contract);
    const { wide, plain, around } = contract.typed;
    this.number = number;
    this.days = [day, day_digits];
    this.plain = new Map([...wide].map((sign, place) => [sign, plain[place] as string]));
    this.around = around;
  }

  /** A value for what was typed into a field; what is no number or day stays the text that it is, for the check to say so. */
  value(kind: Kind, typed: string): Value | undefined {
    if (kind === "text") return typed.trim() ? typed.replace(/\r\n?/g, "\n") : undefined;
    const text = kind === "integer" || kind === "date" ? this.bare(typed) : typed.trim();
    if (!text) return undefined;
    if (kind === "integer") return this.count(text);
    return kind === "date" ? this.day(text) : text;
  }

  private count(text: string): number | string {
    const said = this.number.first(this.plainly(text))?.[1];
    // A nought with a minus is nought.
    return said === undefined ? text : Number(said.replace(/,/g, "")) || 0;
  }

  private day(text: string): string {
    const plain = this.plainly(text);
    const [, year, month = "", day = ""] = this.days.map((form) => form.first(plain)).find(Boolean) ?? [];
    return year ? `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}` : text;
  }

  private plainly(text: string): string {
    return [...text].map((sign) => this.plain.get(sign) ?? sign).join("");
  }

  /** Without what is not seen around it. */
  private bare(text: string): string {
    const unseen = (place: number): boolean => this.around.includes(text.charAt(place));
    let [start, end] = [0, text.length];
    while (start < end && unseen(start)) start++;
    while (start < end && unseen(end - 1)) end--;
    return text.slice(start, end);
  }
}

/** A value as a field shows it. */
export function shown(value: Value | undefined): string {
  return typeof value === "object" || value === undefined ? "" : String(value);
}
