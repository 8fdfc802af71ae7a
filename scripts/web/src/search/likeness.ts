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
