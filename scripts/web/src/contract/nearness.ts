/** Which of some words is most like another: Ratcliff and Obershelp, as Python's `difflib.get_close_matches`. */

export function nearest(word: string, known: string[], cutoff: number): string | undefined {
  let best: string | undefined;
  let most = cutoff;
  for (const candidate of known) {
    const ratio = similarity(candidate, word);
    // Of equals difflib prefers the word that sorts last.
    if (ratio > most || (ratio === most && (best === undefined || candidate > best))) [best, most] = [candidate, ratio];
  }
  return best;
}

function similarity(left: string, right: string): number {
  return left.length + right.length ? (2 * matching([...left], [...right])) / (left.length + right.length) : 1;
}

/** Characters in the longest common block and, recursively, on either side of it. */
function matching(left: string[], right: string[]): number {
  let [start, other, size] = [0, 0, 0];
  for (let i = 0; i < left.length; i++)
    for (let j = 0; j < right.length; j++) {
      let length = 0;
      while (i + length < left.length && left[i + length] === right[j + length]) length++;
      if (length > size) [start, other, size] = [i, j, length];
    }
  if (!size) return 0;
  const before = matching(left.slice(0, start), right.slice(0, other));
  return size + before + matching(left.slice(start + size), right.slice(other + size));
}
