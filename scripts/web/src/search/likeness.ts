// What may stand for a phrase: how a title is said, and what differs from it by one character.

/** Whether letters are the beginnings of syllables that follow each other: all of them (xijiao), or the first ones (xj). */
export function said(syllables: string[], letters: string): boolean {
  return syllables.some((_, start) => begun(syllables, start, letters));
}

/** Whether they are from the syllable `start` on. */
export function begun(syllables: string[], start: number, letters: string): boolean {
  if (!letters) return true;
  const syllable = syllables[start];
  if (syllable === undefined) return false;
  let shared = 0;
  while (shared < letters.length && letters[shared] === syllable[shared]) shared++;
  for (; shared > 0; shared--) if (begun(syllables, start + 1, letters.slice(shared))) return true;
  return false;
}

/** Whether they are with sounds that dialects confuse: simen for shi men. */
export function saidLike(syllables: string[], letters: string): boolean {
  const like = syllables.map(confused);
  return like.some((_, start) => begunLike(like, start, letters));
}

function begunLike(like: string[][], start: number, letters: string): boolean {
  if (!letters) return true;
  const beginnings = new Set((like[start] ?? []).flatMap((syllable) => further(syllable, letters, 0)));
  return [...beginnings].some((end) => begunLike(like, start + 1, letters.slice(end)));
}

/** A syllable as people write it who do not tell zh from z, n from l, or -ng from -n. */
function confused(syllable: string): string[] {
  const begins = /^([zcs])h?(?=[aeiou])/.exec(syllable);
  const begun = begins ? [`${begins[1]}h`, begins[1]!] : /^[nl]/.test(syllable) ? ["n", "l"] : [/^[^aeiou]*/.exec(syllable)![0]];
  const rest = syllable.replace(begins ? begins[0] : /^[^aeiou]*/, "");
  const ended = /[aei]ng?$/.test(rest) ? [rest.replace(/ng?$/, "n"), rest.replace(/ng?$/, "ng")] : [rest];
  return begun.flatMap((first) => ended.map((last) => first + last));
}

/** Whether the characters of a phrase stand in a text in their order, as in a short name: 运管处 of 道路运输管理处. */
export function abbreviated(text: string, phrase: string): boolean {
  let at = -1;
  return Array.from(phrase).every((character) => (at = text.indexOf(character, at + 1)) >= 0);
}

/** Whether they are beginnings of the first syllable and of some of the others, in order: dheyhz of dong he xian gong lu yang hu zhan. */
export function shortened([first = "", ...others]: string[], letters: string): boolean {
  let read = new Set(further(first, letters, 0));
  for (const syllable of others) read = new Set([...read, ...[...read].flatMap((start) => further(syllable, letters, start))]);
  return read.has(letters.length);
}

/** How many letters may have been read when some of those from `start` on are the beginning of a syllable. */
function further(syllable: string, letters: string, start: number): number[] {
  const ends: number[] = [];
  for (let at = 0; at < syllable.length && syllable[at] === letters[start + at]; at++) ends.push(start + at + 1);
  return ends;
}

/** Whether a phrase stands in a text with one character exchanged, left out, put in, or two neighbours exchanged. */
export function nearly(text: string, phrase: string): boolean {
  const found = [...phrase].some((_, place) => {
    const before = phrase.slice(0, place);
    const after = phrase.slice(place + 1);
    const swapped = `${before}${phrase.slice(place + 1, place + 2)}${phrase[place]}${phrase.slice(place + 2)}`;
    return around(text, before, after, 1) || text.includes(before + after) || text.includes(swapped);
  });
  return found || [...phrase].some((_, place) => place > 0 && around(text, phrase.slice(0, place), phrase.slice(place), 1));
}

/** Whether `after` stands `gap` characters behind `before`. */
function around(text: string, before: string, after: string, gap: number): boolean {
  for (let at = text.indexOf(before); at >= 0; at = text.indexOf(before, at + 1)) {
    if (text.startsWith(after, at + before.length + gap)) return true;
    if (!before && at >= text.length) return false;
  }
  return false;
}
