// How a question and a text are compared: as scripts/pingyi/site/search_index.py does it when it makes the index.

const WORD = /[\p{L}\p{N}]+/gu;
const WIDE = /[\uff10-\uff5a]/g;
const HASHED = 1_048_573;

/** Lower case, no full-width letters or digits; as long as before. */
export function folded(text: string): string {
  return text.toLowerCase().replace(WIDE, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0));
}

/** What must stand on a page together: the parts of a question between spaces and punctuation. */
export function phrases(question: string): string[] {
  return folded(question).match(WORD) ?? [];
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

/** The part of a text around the first phrase that stands in it, every phrase marked. */
export function excerpt(text: string, wanted: string[], before = 24, length = 96): Piece[] {
  const places = wanted.map((phrase) => folded(text).indexOf(phrase)).filter((found) => found >= 0);
  const start = places.length ? Math.max(0, Math.min(...places) - before) : 0;
  const end = Math.min(text.length, start + length);
  const pieces = marked(text.slice(start, end), wanted);
  if (start > 0) pieces.unshift({ text: "…", marked: false });
  if (end < text.length) pieces.push({ text: "…", marked: false });
  return pieces;
}

/** A text in pieces, every phrase marked. */
export function marked(text: string, wanted: string[]): Piece[] {
  const pieces: Piece[] = [];
  const plain = folded(text);
  let done = 0;
  while (done < text.length) {
    const next = wanted
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
