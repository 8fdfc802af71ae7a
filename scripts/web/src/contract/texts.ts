/** Every text of a report, and what must not be in one. Follows scripts/pingyi/check/people.py and wording.py. */

import { type Searcher, searchers } from "./patterns";
import { isData, join } from "./pointer";
import type { Contract, PatternName, Problem, Value } from "./types";

interface Text {
  pointer: string;
  key: string | number;
  text: string;
}

export class Texts {
  private readonly patterns: Record<PatternName, Searcher>;
  private readonly fullWidth: RegExp;

  constructor(private readonly contract: Contract) {
    this.patterns = searchers(contract);
    this.fullWidth = new RegExp(`[${Object.keys(contract.full_width).join("")}]`, "gu");
  }

  problems(data: Value): Problem[] {
    return collect(data).flatMap((text) => [...this.people(text), ...this.wording(text)]);
  }

  private people({ pointer, text }: Text): Problem[] {
    if ([...text].length <= this.contract.limits.person || !this.first("suspect", text)) return [];
    const plain = text.replace(this.fullWidth, (letter) => this.contract.full_width[letter] as string);
    return this.found(plain).map(([rule, found]) => ({ rule, pointer, values: { found: part(found) } }));
  }

  private found(text: string): [string, string][] {
    const identities = this.every("identity", text).filter((match) => isIdentity(match, this.contract.identity));
    const spaced = this.every("identity_spaced", text)
      .map(([, found = ""]) => found)
      .filter((found) => this.isSpaced(found));
    const known = [...[...identities, ...this.every("old_identity", text)].map(([found]) => found), ...spaced];
    const rest = known.reduce((left, found) => left.split(found).join(" "), text);
    const cards = this.every("card", rest).filter(([found]) => isCard(found));
    const told = (rule: string, matches: RegExpMatchArray[]): [string, string][] =>
      matches.map(([found]) => [rule, found]);
    const inside = (rule: string, matches: RegExpMatchArray[]): [string, string][] =>
      matches.map(([, found = ""]) => [rule, found]);
    return [
      ...known.map((found): [string, string] => ["person-identity", found]),
      ...told("person-card", cards),
      ...told("person-mobile", this.every("mobile", rest)),
      ...inside("person-landline", this.every("landline", rest)),
      ...inside("person-plate", this.every("plate", rest)),
      ...told("person-email", this.every("email", rest)),
    ];
  }

  /** Whether an identity number is left when what stands between its digits is taken away. */
  private isSpaced(found: string): boolean {
    const plain = found.replace(/[^0-9Xx]/g, "");
    const [match] = this.every("identity", plain);
    return found.length > plain.length && match !== undefined && isIdentity(match, this.contract.identity);
  }

  /** Invisible characters, markup, what is left over from a template, and figures of a vote where everybody may read them. */
  private *wording({ pointer, key, text }: Text): Generator<Problem> {
    const votes = this.contract.read_by_all.includes(pointer.split("/")[1] ?? "") && this.first("votes", text);
    if (votes) yield { rule: "text-votes", pointer, values: { found: this.beginning(votes[0]) } };
    const invisible = this.first("invisible", text);
    if (invisible) {
      const [first] = invisible;
      const named = `U+${(first.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, "0")}`;
      const code = [...first].length === 1 ? named : first;
      yield {
        rule: "text-invisible",
        pointer,
        values: { code, place: [...text.slice(0, invisible.index)].length + 1 },
      };
    }
    if (this.contract.codes.includes(String(key)) && /^[\0-\x7f]*$/.test(text)) return;
    const markup = this.first("markup", text);
    if (markup) yield { rule: "text-markup", pointer, values: { found: this.beginning(markup[0]) } };
    const left = this.first("placeholder", text) ?? this.first("inside", text) ?? this.first("reminder", text);
    if (left) yield { rule: "text-placeholder", pointer, values: { found: this.beginning(left[0]) } };
  }

  private beginning(found: string): string {
    return [...found].slice(0, this.contract.limits.excerpt).join("");
  }

  private first(name: PatternName, text: string): RegExpExecArray | undefined {
    return this.patterns[name].first(text);
  }

  private every(name: PatternName, text: string): RegExpExecArray[] {
    return this.patterns[name].every(text);
  }
}

function collect(value: Value, pointer = "", key: string | number = ""): Text[] {
  if (typeof value === "string") return [{ pointer, key, text: value }];
  if (Array.isArray(value)) return value.flatMap((member, number) => collect(member, join(pointer, number), number));
  return isData(value)
    ? Object.entries(value).flatMap(([step, member]) => collect(member, join(pointer, step), step))
    : [];
}

/** Enough of it to find it by, never most of it. */
function part(found: string): string {
  return `${found.slice(0, Math.min(Math.floor(found.length / 4), 3))}…`;
}

/** Whether date and check character fit (GB 11643-1999, ISO 7064 MOD 11-2). */
function isIdentity([number, born = ""]: RegExpMatchArray, { weights, checks }: Contract["identity"]): boolean {
  const date = new Date(`${born.slice(0, 4)}-${born.slice(4, 6)}-${born.slice(6)}T00:00:00Z`);
  if (Number.isNaN(date.getTime()) || date.getUTCDate() !== Number(born.slice(6))) return false;
  const total = weights.reduce((sum, weight, place) => sum + weight * Number(number[place]), 0);
  return checks[total % 11] === number.slice(-1).toUpperCase();
}

/** Whether the last digit fits (Luhn, ISO/IEC 7812-1). */
function isCard(number: string): boolean {
  const digits = [...number]
    .filter((letter) => /[0-9]/.test(letter))
    .map(Number)
    .reverse();
  const doubled = digits.map((digit, place) => (place % 2 ? Math.floor((2 * digit) / 10) + ((2 * digit) % 10) : digit));
  return doubled.reduce((sum, digit) => sum + digit, 0) % 10 === 0;
}
