// Find pages: the index says which may hold what is asked for, their texts then say whether they do.

import { search as WORDS } from "../../../../schemas/browser.json";
import { unpacked } from "../floor/unpacked";
import { begun, nearly, said, shortened } from "./likeness";
import { type Fold, folding, pairs, phrases, place } from "./text";

export interface Found {
  url: string;
  title: string;
  kind: string;
  /** What it belongs to, from the top. */
  where?: string;
  /** Where it stands now: whether a unit has reported. */
  state?: string;
  /** How the title is said, and what else is all of its name. */
  said?: string;
  names?: string;
  text?: string;
}

/** `near`: it does not say what was asked for, but something like it. */
export interface Answer {
  found: Found;
  near: boolean;
}

interface Head {
  files: number;
  pages: number;
  /** The name of what the entries of pages are packed with. */
  common: string;
  pinned: Record<string, number>;
  traditional: [string, string];
}

type Postings = Record<string, number[]>;
type Test = (found: Found) => boolean;

/** How many candidates are read before the best of them is shown. */
const READ = 40;
/** After so many rounds that found nothing there is nothing to be found: pairs of digits stand everywhere. */
const IN_VAIN = 4;
const LEAST_SAID = 2;
const LEAST_NEAR = 3;
/** What shares less of the question than this part of what the best page shares is no answer. */
const SHARED = 0.5;
/** Nor what has less than half of this part of what a page would have that alone says all of it. */
const LEAST_SHARED = 0.3;
const { case: CASE, list: LIST } = WORDS.kinds;
const FILLERS = new RegExp(WORDS.fillers.join("|"), "g");

/** The index of one site. Every file is fetched once. */
export class Index {
  private readonly files = new Map<string, Promise<unknown>>();

  constructor(private readonly home: URL) {}

  async fold(): Promise<Fold> {
    return folding((await this.head()).traditional);
  }

  /** Pages, best first: those that say what is asked for; where none does, without question words; then what comes near. */
  async *answers(question: string): AsyncGenerator<Answer> {
    const fold = await this.fold();
    const words = phrases(fold(question));
    const core = phrases(fold(question).replace(FILLERS, " "));
    const seen = new Set<number>();
    for (const asked of core.join() === words.join() ? [words] : [words, core]) {
      if (!seen.size && asked.flatMap(pairs).length) yield* this.told(this.exact(asked, fold), seen, false);
    }
    if (!seen.size) yield* this.told(this.near(core.flatMap(pairs).length ? core : words, words.join(""), fold), seen, true);
  }

  private async *told(pages: AsyncGenerator<number>, seen: Set<number>, near: boolean): AsyncGenerator<Answer> {
    for await (const page of pages) {
      if (seen.has(page)) continue;
      seen.add(page);
      yield { found: await this.page(page), near };
    }
  }

  /** Pages that say all words: answers known beforehand, then names, titles, titles as said, anything. */
  private async *exact(words: string[], fold: Fold): AsyncGenerator<number> {
    const { pinned } = await this.head();
    const whole = words.join("");
    if (Object.hasOwn(pinned, whole)) yield pinned[whole]!;
    const named = await this.pages(`=${whole}`);
    yield* named;
    const code = /^[a-z0-9]+$/.test(whole) && /\d/.test(whole);
    // A whole code asks for nothing else; of a number those titles come first that have it as one.
    if (code && named.length) return;
    if (code) yield* await this.pages(`#${whole}`);
    for (const word of words) if (Object.hasOwn(pinned, word)) yield pinned[word]!;
    const titled = await this.together(words.flatMap(titleTokens));
    yield* this.best(titled, words, fold, ({ title }) => words.every((word) => fold(title).includes(word)));
    if (/^[a-z0-9]+$/.test(whole) && whole.length >= LEAST_SAID) yield* this.spoken(whole);
    const anywhere = await this.together(words.flatMap(pairs));
    yield* this.best(anywhere, words, fold, () => true);
  }

  /** Titles that are said so, those that begin so before others. */
  private async *spoken(typed: string): AsyncGenerator<number> {
    const letters = typed.replace(/v/g, "u");
    const [first = "", ...others] = pairs(letters);
    const all = await this.together([first, ...others].map((pair) => `~${pair}`));
    const starting = new Set(await this.pages(`^${first}`));
    yield* this.held(all.filter((page) => starting.has(page)), (found) => begun(syllables(found), 0, letters));
    yield* this.held(all, (found) => said(syllables(found), letters));
  }

  /** Pages that say all words somewhere; of the first of them, those that say them most come first. */
  private async *best(candidates: number[], words: string[], fold: Fold, test: Test): AsyncGenerator<number> {
    for await (const some of this.rounds(candidates, (found) => (test(found) ? weight(found, words, fold) : 0))) {
      yield* some.sort((one, other) => other.weight - one.weight).map(({ page }) => page);
    }
  }

  /** What comes near: a known answer within the question, one character that differs, and most of it in any order. */
  private async *near(words: string[], whole: string, fold: Fold): AsyncGenerator<number> {
    const { pinned } = await this.head();
    const within = Object.keys(pinned).filter((word) => whole.includes(word));
    yield* within.sort((one, other) => other.length - one.length).map((word) => pinned[word]!);
    yield* this.mistyped(words, fold);
    yield* await this.sharing(words);
  }

  private async *mistyped(words: string[], fold: Fold): AsyncGenerator<number> {
    const long = words.filter((word) => word.length >= LEAST_NEAR);
    const like = (text: string): boolean =>
      words.every((word) => text.includes(word) || (long.includes(word) && nearly(text, word)));
    const titles = await this.oneOff(long, words, titleTokens);
    yield* this.held(titles, ({ title }) => like(fold(title)));
    if (words.length === 1 && /^[a-z]{4,}$/.test(words[0]!)) yield* this.shortened(words[0]!);
    const sounds = words.length === 1 && /^[a-z]{5,}$/.test(words[0]!) ? await this.oneOff(long, [], (part) => pairs(part).map((pair) => `~${pair}`)) : [];
    yield* this.held(sounds, (found) => nearly(syllables(found).join(""), words[0]!) || nearly(initials(found), words[0]!));
  }

  /** Titles that are said so, but for some of their words: 东河养护站 for 东河县公路养护站. */
  private async *shortened(typed: string): AsyncGenerator<number> {
    const letters = typed.replace(/v/g, "u");
    const starting = await this.pages(`^${pairs(letters)[0]!}`);
    yield* this.held(starting, (found) => shortened(syllables(found), letters));
  }

  /** Pages that have all tokens of the words, but for those that one character of one word is part of. */
  private async oneOff(long: string[], words: string[], parts: (part: string) => string[]): Promise<number[]> {
    const lists = long.flatMap((word) => {
      const others = words.filter((other) => other !== word).flatMap(parts);
      const places = Array.from(word, (_, at) => [...parts(word.slice(0, at)), ...parts(word.slice(at + 1))]);
      return places.filter((tokens) => tokens.length).map((tokens) => this.together([...tokens, ...others]));
    });
    return [...new Set((await Promise.all(lists)).flat())];
  }

  /** Pages that share most pairs with the question; a pair counts by how few pages have it, in a title for more. */
  private async sharing(words: string[]): Promise<number[]> {
    const { pages } = await this.head();
    const weights = new Map<number, number>();
    const wanted = [...new Set(words.flatMap(pairs))];
    const lists = await Promise.all(wanted.flatMap((pair) => [pair, `#${pair}`]).map((token) => this.pages(token)));
    for (const list of lists) {
      for (const page of list) weights.set(page, (weights.get(page) ?? 0) + Math.log(1 + pages / list.length));
    }
    const least = Math.max(...weights.values(), LEAST_SHARED * wanted.length * Math.log(1 + pages)) * SHARED;
    const sharing = [...weights].filter(([, weight]) => weight >= least);
    return sharing.sort(([one, most], [other, more]) => more - most || one - other).map(([page]) => page);
  }

  /** Those candidates that hold what they promise, in their order. */
  private async *held(candidates: number[], test: Test): AsyncGenerator<number> {
    for await (const some of this.rounds(candidates, (found) => Number(test(found)))) yield* some.map(({ page }) => page);
  }

  /** Candidates as they are read, some at a time, those that weigh anything. */
  private async *rounds(candidates: number[], weigh: (found: Found) => number): AsyncGenerator<{ page: number; weight: number }[]> {
    let vain = 0;
    for (let done = 0; done < candidates.length && vain < IN_VAIN; done += READ) {
      const some = candidates.slice(done, done + READ);
      const found = await Promise.all(some.map((page) => this.page(page)));
      const weighing = some.map((page, at) => ({ page, weight: weigh(found[at]!) })).filter(({ weight }) => weight > 0);
      vain = weighing.length ? 0 : vain + 1;
      yield weighing;
    }
  }

  private async together(tokens: string[]): Promise<number[]> {
    const lists = await Promise.all([...new Set(tokens)].map((token) => this.pages(token)));
    const [shortest = [], ...others] = lists.sort((one, other) => one.length - other.length);
    const sets = others.map((list) => new Set(list));
    return shortest.filter((page) => sets.every((set) => set.has(page)));
  }

  /** The pages of a token; its list holds the first number, then differences, -n for n of 1. */
  private async pages(token: string): Promise<number[]> {
    const { files } = await this.head();
    const postings = await this.packed<Postings>(`pairs/${place(token, files)}.z`);
    const [first, ...steps] = Object.hasOwn(postings, token) ? postings[token]! : [];
    const pages = first === undefined ? [] : [first];
    for (const step of steps) {
      for (let left = step < 0 ? -step : 1; left > 0; left--) pages.push(pages[pages.length - 1]! + Math.max(step, 1));
    }
    return pages;
  }

  private head(): Promise<Head> {
    return this.fetched("index.json", async (answer) => {
      const head = (await answer.json()) as Head;
      // The first page waits for it; so it comes with the pairs.
      void this.common(head.common);
      return head;
    });
  }

  private page(number: number): Promise<Found> {
    return this.packed<Found>(`pages/${number}.z`);
  }

  private packed<Content>(path: string): Promise<Content> {
    const common = (name: string): Promise<Uint8Array> => this.common(name);
    return this.fetched(path, async (answer) => JSON.parse(await unpacked(await bytes(answer), common)) as Content);
  }

  private common(name: string): Promise<Uint8Array> {
    return this.fetched(`common/${name}.z`, bytes);
  }

  private fetched<Content>(path: string, read: (answer: Response) => Promise<Content>): Promise<Content> {
    const known = this.files.get(path);
    if (known) return known as Promise<Content>;
    const fetching = fetch(new URL(path, this.home)).then((answer) => {
      if (!answer.ok) throw new Error(`${answer.status} ${path}`);
      return read(answer);
    });
    this.files.set(path, fetching);
    // What failed may work later.
    fetching.catch(() => this.files.delete(path));
    return fetching;
  }
}

async function bytes(answer: Response): Promise<Uint8Array> {
  return new Uint8Array(await answer.arrayBuffer());
}

/** A word in a title: its pairs, or its one character. */
function titleTokens(word: string): string[] {
  return (word.length > 1 ? pairs(word) : Array.from(word)).map((part) => `#${part}`);
}

function syllables({ said = "" }: Found): string[] {
  return said.split(" ");
}

function initials(found: Found): string {
  return syllables(found)
    .map((syllable) => syllable[0])
    .join("");
}

/** How much of an entry the words are; nothing unless all of them stand there. A case is about what its title says; lists repeat. */
function weight({ title, kind, where = "", names = "", text = "" }: Found, words: string[], fold: Fold): number {
  const [head, above, body] = [fold(title), fold(where), fold(`${names}\n${text}`)];
  const weights = words.map((word) => {
    const times = body.split(word).length - 1;
    const often = times && Math.min(1, (times * word.length) / Math.sqrt(body.length));
    if (head.includes(word)) return 4 + often + (4 * word.length) / head.length + (kind === LIST ? 0 : 2);
    return often + (above.includes(word) ? 2 : 0);
  });
  const first = head.startsWith(words[0]!) && !where && kind !== LIST ? 2 : 0;
  return weights.every(Boolean) ? weights.reduce((sum, one) => sum + one, first + (kind === CASE ? 1 : 0)) : 0;
}
