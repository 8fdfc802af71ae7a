// What of a question is known beforehand: words that have an answer, and how characters are said.

import { search as WORDS } from "../../../../schemas/browser.json";

/** A word that has an answer, and the number of the page that is this answer. */
export interface Known {
  word: string;
  page: number;
}

/** Question words. */
export const FILLERS = new RegExp(WORDS.fillers.join("|"), "g");
/** What people say for the same, as regular expressions. */
const SAME = Object.entries(WORDS.same).map(([plain, others]) => [plain, new RegExp(others, "g")] as const);
const PARTS = /[a-z0-9]+|[^a-z0-9]+/g;
const LATIN = /^[a-z0-9]+$/;
const LEAST_BEGUN = 4;

/** The known words within a question; letters only where they begin: anli is no part of guanliso. */
export function within(pinned: Record<string, number>, question: string): Known[] {
  const parts = question.match(PARTS) ?? [];
  const asked = plain(question);
  const found = Object.keys(pinned).filter((word) => (LATIN.test(word) ? begins(parts, word) : asked.includes(plain(word))));
  return telling(found, pinned, asked);
}

/** The plainest of what people say for the same: 没报 for 没有报 and 未报. */
export function plain(question: string): string {
  return SAME.reduce((text, [word, others]) => text.replace(others, word), question);
}

function begins(parts: string[], word: string): boolean {
  return parts.some((part) => part === word || (word.length >= LEAST_BEGUN && part.startsWith(word)));
}

/** Known words that are said like the whole of a question, but for sounds that dialects confuse. */
export function sounding(pinned: Record<string, number>, letters: string): Known[] {
  const same = confused(letters);
  const found = same ? Object.keys(pinned).filter((word) => LATIN.test(word) && confused(word) === same) : [];
  return telling(found, pinned);
}

function confused(letters: string): string {
  return letters
    .replace(/([zcs])h/g, "$1")
    .replace(/ng/g, "n")
    .replace(/n(?=[aeiou])/g, "l");
}

/** Known words that sound like most of a question: 截至时间 like 截止时间. Of less, chance says as much. */
export function soundingWithin(pinned: Record<string, number>, heard: string[], sounds: Sounds): Known[] {
  const whole = ` ${heard.join(" ")} `;
  const found = Object.keys(pinned).filter((word) => {
    const said = word.length > heard.length / 2 && !LATIN.test(word) ? sounds.of(word) : [];
    return said.length > 0 && whole.includes(` ${said.join(" ")} `);
  });
  return telling(found, pinned);
}

/** The words that tell most first: the longest without question words, for 弃权怎么算 asks about 弃权; of two those said first. */
function telling(words: string[], pinned: Record<string, number>, asked = ""): Known[] {
  const told = (word: string): number => word.replace(FILLERS, "").length;
  const place = (word: string): number => asked.indexOf(plain(word));
  words.sort((one, other) => told(other) - told(one) || other.length - one.length || place(one) - place(other));
  return words.map((word) => ({ word, page: pinned[word]! }));
}

/** How characters are said. */
export class Sounds {
  private readonly known = new Map<string, string>();

  /** `characters`: those of each syllable. */
  constructor(characters: Record<string, string>) {
    for (const [syllable, same] of Object.entries(characters)) for (const character of same) this.known.set(character, syllable);
  }

  /** The syllables of a text, letters as they are; none if it has a character that is not known. */
  of(text: string): string[] {
    const parts = text.match(/[a-z0-9]+|[^a-z0-9]/gu) ?? [];
    const said = parts.map((part) => (LATIN.test(part) ? part : this.known.get(part)));
    return said.every((syllable): syllable is string => syllable !== undefined) ? said : [];
  }
}
