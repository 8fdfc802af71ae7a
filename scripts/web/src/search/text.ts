// How a question and a text are compared: as scripts/pingyi/site/search_tokens.py does it when the index is made.

const WORD = /[\p{L}\p{N}]+/gu;
const LATIN = /^[a-z0-9]+$/;
const WIDE = /[\uff10-\uff5a]/g;
const HASHED = 1_048_573;

/** Text as it is compared; as long as before. */
export type Fold = (text: string) => string;

/** Lower case, no full-width letters or digits, and the traditional characters of a site as the simplified ones beside them. */
export function folding([variants, plain]: readonly [string, string]): Fold {
  const known = new Map(Array.from(variants).map((variant, place) => [variant, plain[place]!]));
  return (text) =>
    Array.from(text.toLowerCase().replace(WIDE, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0)), (character) =>
      known.get(character) ?? character,
    ).join("");
}

/** Letters as Pinyin is indexed: without tones, and ü, which keyboards write as v, as u. */
export function spelt(letters: string): string {
  return letters
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/v/g, "u");
}

/** What must stand on a page together: the parts of a question between spaces and punctuation. */
export function phrases(folded: string): string[] {
  return folded.match(WORD) ?? [];
}

/** Every pair of neighbouring characters. */
export function pairs(phrase: string): string[] {
  const characters = Array.from(phrase);
  return characters.slice(1).map((after, place) => `${characters[place]}${after}`);
}

/** The number of the file that holds a token, with or without the mark of a title. */
export function place(token: string, count: number): number {
  let number = 0;
  for (const character of token.replace(/^#/, "")) number = (number * 31 + (character.codePointAt(0) ?? 0)) % HASHED;
  return number % count;
}

export interface Piece {
  text: string;
  marked: boolean;
}

/** What of the phrases stands in a folded text: each as a whole, or else its longest parts of two characters and more. */
export function standing(folded: string, wanted: string[]): string[] {
  return wanted.flatMap((phrase) => {
    // Parts of numbers and codes say nothing.
    if (LATIN.test(phrase)) return [phrase];
    const parts: string[] = [];
    for (let start = 0; start < phrase.length - 1; ) {
      let end = phrase.length;
      while (end > start + 1 && !folded.includes(phrase.slice(start, end))) end--;
      if (end > start + 1) parts.push(phrase.slice(start, end));
      start = end > start + 1 ? end : start + 1;
    }
    return phrase.length === 1 ? [phrase] : parts;
  });
}

/** The part of a text around the first phrase that stands in it, every phrase marked. */
export function excerpt(text: string, wanted: string[], fold: Fold, before = 24, length = 96): Piece[] {
  const plain = fold(text);
  const shown = standing(plain, wanted);
  const places = shown.map((phrase) => plain.indexOf(phrase)).filter((found) => found >= 0);
  const start = places.length ? Math.max(0, Math.min(...places) - before) : 0;
  const end = Math.min(text.length, start + length);
  const pieces = marked(text.slice(start, end), wanted, fold);
  if (start > 0) pieces.unshift({ text: "…", marked: false });
  if (end < text.length) pieces.push({ text: "…", marked: false });
  return pieces;
}

/** A text in pieces, every phrase marked, or what stands there of it. */
export function marked(text: string, wanted: string[], fold: Fold): Piece[] {
  const pieces: Piece[] = [];
  const plain = fold(text);
  const shown = standing(plain, wanted);
  let done = 0;
  while (done < text.length) {
    const next = shown
      .map((phrase) => ({ at: plain.indexOf(phrase, done), long: phrase.length }))
      .filter((hit) => hit.at >= 0)
      .sort((one, other) => one.at - other.at || other.long - one.long)[0];
    if (!next) break;
    if (next.at > done) pieces.push({ text: text.slice(done, next.at), marked: false });
    pieces.push({ text: text.slice(next.at, next.at + next.long), marked: true });
    done = next.at + next.long;
  }
  if (done < text.length) pieces.push({ text: text.slice(done), marked: false });
  return pieces;
}
