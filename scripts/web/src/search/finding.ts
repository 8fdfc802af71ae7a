// Find pages: the index says which may hold what is asked for, their texts then say whether they do.

import { search as WORDS } from "../../../../schemas/browser.json";
import { type Found, IndexFiles } from "./index_files";
import { FILLERS, type Known, plain, sounding, soundingWithin, within } from "./known";
import { abbreviated, begun, nearly, said, saidLike, shortened } from "./likeness";
import { type Fold, pairs, phrases, spelt } from "./text";
import { initials, saying, standing, syllables, weight } from "./weighing";

/** `near`: it does not say what was asked for, but something like it. */
export interface Answer {
  found: Found;
  near: boolean;
}

type Test = (found: Found) => boolean;

/** How many candidates are read before the best of them is shown. */
const READ = 40;
/** After so many rounds that found nothing, by whatever way, there is nothing more to be found: pairs of digits stand everywhere. */
const IN_VAIN = 4;
const LEAST_SAID = 2;
const LEAST_NEAR = 3;
/** What shares less of the question than this part of what the best page shares is no answer. */
const SHARED = 0.5;
/** Nor what has less than half of this part of what a page would have that alone says all of it. */
const LEAST_SHARED = 0.3;
/** A known word is what a question asks for if it is no less than this part of it. */
const MOSTLY = 0.5;
const SHORT_NAME = /^\p{Script=Han}{2,}$/u;
const LETTERS = /^[a-z0-9]+$/;
/** Of fewer letters too much is like them. */
const LEAST_LIKE = 4;
/** That a title begins as it was asked for counts for less than how high up a unit is. */
const BEGUN = 0.05;
/** As zhuang. */
const LONGEST_SYLLABLE = 6;
const CODES = /[a-z]*[0-9]+[a-z0-9]*/g;
const { list: LIST } = WORDS.kinds;

/** The index of one site. Every file is fetched once. */
export class Index {
  private readonly files: IndexFiles;

  constructor(home: URL) {
    this.files = new IndexFiles(home);
  }

  fold(): Promise<Fold> {
    return this.files.fold();
  }

  /** Pages, best first. */
  answers(question: string): AsyncGenerator<Answer> {
    return new Finding(this.files).answers(question);
  }
}

/** What is found for one question: who types has asked the next one before the last is answered. */
class Finding {
  /** How many rounds found nothing. */
  private vain = 0;

  constructor(private readonly files: IndexFiles) {}

  /** Pages, best first: those that say what is asked for; where none does, without question words; then what comes near. */
  async *answers(question: string): AsyncGenerator<Answer> {
    const fold = await this.files.fold();
    const words = phrases(fold(question));
    const core = phrases(fold(question).replace(FILLERS, " "));
    const seen = new Set<number>();
    for (const asked of core.join() === words.join() ? [words] : [words, core]) {
      if (!seen.size && asked.flatMap(pairs).length) yield* this.told(this.exact(asked, core.join(""), fold), seen, false);
    }
    this.vain = 0;
    if (!seen.size) yield* this.told(this.near(core.flatMap(pairs).length ? core : words, words.join(""), fold), seen, true);
  }

  private async *told(pages: AsyncGenerator<number>, seen: Set<number>, near: boolean): AsyncGenerator<Answer> {
    for await (const page of pages) {
      if (seen.has(page)) continue;
      seen.add(page);
      yield { found: await this.files.page(page), near };
    }
  }

  /** Pages that say all words: answers known beforehand, then names, titles, titles as said, short names, anything. `core`: the question
   * without question words. */
  private async *exact(words: string[], core: string, fold: Fold): AsyncGenerator<number> {
    const { pinned } = await this.files.head();
    const whole = words.join("");
    const letters = spelt(whole);
    for (const one of [whole, letters]) if (Object.hasOwn(pinned, one)) yield pinned[one]!;
    const named = await this.files.pages(`=${whole}`);
    yield* named;
    const code = LETTERS.test(whole) && /\d/.test(whole);
    // A whole code asks for nothing else; of a number those titles come first that have it as one.
    if (code && named.length) return;
    if (code) yield* await this.files.pages(`#${whole}`);
    const known = words.filter((word) => Object.hasOwn(pinned, word)).map((word) => ({ word, page: pinned[word]! }));
    if (known.length === words.length) yield* known.map(({ page }) => page);
    const titled = await this.files.together(words.flatMap(titleTokens));
    yield* this.best(titled, words, fold, ({ title }) => words.every((word) => fold(title).includes(word)));
    if (LETTERS.test(letters) && /[a-z]/.test(letters) && letters.length >= LEAST_SAID) yield* this.spoken(letters);
    for (const one of known) yield* this.topical(words.filter((word) => word !== one.word), one, fold);
    yield* known.map(({ page }) => page);
    // What a question is mostly about is answered by the page about it, not by one that happens to say the same.
    const long = (core || whole).length * MOSTLY;
    for (const one of within(pinned, whole)) if (one.word.length >= long) yield* this.answered(one, whole, fold);
    yield* this.shortNamed(words, fold, ({ names }) => Boolean(names));
    const anywhere = await this.files.together(words.flatMap(pairs));
    yield* this.best(anywhere, words, fold, () => true);
  }

  /** A known word within a question: what it means for what stands before it (甲市整改), then what it always means. */
  private async *answered(one: Known, question: string, fold: Fold): AsyncGenerator<number> {
    const said = plain(question);
    yield* this.topical(phrases(said.slice(0, said.indexOf(plain(one.word))).replace(FILLERS, " ")), one, fold);
    yield one.page;
  }

  /** A known topic of what the other words name: the ledger of a unit, or else its own page. */
  private async *topical(others: string[], { page }: Known, fold: Fold): AsyncGenerator<number> {
    if (!others.length || others.some((word) => word.length < LEAST_SAID)) return;
    // Two characters stand within too many names.
    const calls = (title: string, word: string): boolean => (word.length < LEAST_NEAR ? title.startsWith(word) : title.includes(word));
    const topic = fold((await this.files.page(page)).title);
    const named = others.flatMap(titleTokens);
    const listed = ({ title, kind, where = "" }: Found): boolean =>
      kind === LIST && fold(`${title} ${where}`).includes(topic) && others.every((word) => fold(title).includes(word));
    // What lists a topic begins as the topic does: 催报 of 催报清单.
    yield* this.best(await this.files.together([...named, `#${topic.slice(0, 2)}`]), others, fold, listed);
    const unit = ({ title, names }: Found): boolean => Boolean(names) && others.every((word) => calls(fold(title), word));
    yield* this.best(await this.files.together(named), others, fold, unit);
  }

  /** Titles that are said so. */
  private async *spoken(letters: string): AsyncGenerator<number> {
    const [first = "", ...others] = pairs(letters);
    const all = await this.files.together([first, ...others].map((pair) => `~${pair}`));
    const starting = new Set(await this.files.pages(`^${first}`));
    const candidates = [...all.filter((page) => starting.has(page)), ...all.filter((page) => !starting.has(page))];
    yield* this.ranked(candidates, (found) => {
      const parts = syllables(found);
      return Number(said(parts, letters)) + (begun(parts, 0, letters) ? BEGUN : 0);
    });
  }

  /** Titles in which other characters are said so, each as a whole; where letters are typed among them, in any part of a syllable. */
  private async *homophones(heard: string[]): AsyncGenerator<number> {
    const letters = heard.join("");
    const candidates = await this.files.together(pairs(letters).map((pair) => `~${pair}`));
    const mixed = heard.some((part) => part.length > LONGEST_SYLLABLE);
    yield* this.ranked(candidates, (found) => Number(mixed ? said(syllables(found), letters) : saying(found, heard)));
  }

  /** Titles that have the characters of each word in their order, the shortest first. */
  private async *shortNamed(words: string[], fold: Fold, test: Test): AsyncGenerator<number> {
    if (words.join("").length < LEAST_NEAR || !words.every((word) => SHORT_NAME.test(word))) return;
    const candidates = await this.files.together(words.flatMap((word) => Array.from(word, (character) => `#${character}`)));
    yield* this.ranked(candidates, (found) => Number(test(found) && words.every((word) => abbreviated(fold(found.title), word))));
  }

  /** Pages that say all words somewhere; of the first of them, those that say them most come first. */
  private async *best(candidates: number[], words: string[], fold: Fold, test: Test): AsyncGenerator<number> {
    yield* this.heaviest(candidates, (found) => (test(found) ? weight(found, words, fold) : 0));
  }

  /** Titles that are like what was asked for: the likest first, then units, the higher up the sooner, and short titles, of which more is said. */
  private async *ranked(candidates: number[], like: (found: Found) => number): AsyncGenerator<number> {
    yield* this.heaviest(candidates, (found) => {
      const likeness = like(found);
      return likeness && 10 * likeness + standing(found) + 10 / syllables(found).length;
    });
  }

  private async *heaviest(candidates: number[], weigh: (found: Found) => number): AsyncGenerator<number> {
    for await (const some of this.rounds(candidates, weigh)) {
      yield* some.sort((one, other) => other.weight - one.weight).map(({ page }) => page);
    }
  }

  /** What comes near: a known answer within the question, short names, one character that differs, what sounds the same, and most of it in
   * any order. */
  private async *near(words: string[], whole: string, fold: Fold): AsyncGenerator<number> {
    const { pinned } = await this.files.head();
    const sounds = await this.files.sounds();
    const heard = sounds.of(spelt(whole));
    for (const code of whole.match(CODES) ?? []) yield* await this.files.pages(`=${code}`);
    yield* sounding(pinned, heard.join("")).map(({ page }) => page);
    for (const one of within(pinned, whole)) yield* this.answered(one, whole, fold);
    yield* soundingWithin(pinned, heard, sounds).map(({ page }) => page);
    let found = false;
    for await (const page of this.miswritten(words, heard, fold)) {
      found = true;
      yield page;
    }
    if (!found) yield* this.misheard(heard);
    yield* this.sharing(words.flatMap(pairs), (pair) => [pair, `#${pair}`]);
  }

  private async *miswritten(words: string[], heard: string[], fold: Fold): AsyncGenerator<number> {
    yield* this.shortNamed(words, fold, () => true);
    yield* this.mistyped(words, heard, fold);
  }

  private async *misheard(heard: string[]): AsyncGenerator<number> {
    const letters = heard.join("");
    const typed = heard.length === 1;
    if (!typed && heard.length >= LEAST_SAID) yield* this.homophones(heard);
    if (letters.length >= LEAST_LIKE && (typed || heard.length >= LEAST_NEAR)) yield* this.saidNearly(letters, typed ? Infinity : READ);
  }

  private async *mistyped(words: string[], heard: string[], fold: Fold): AsyncGenerator<number> {
    const long = words.filter((word) => word.length >= LEAST_NEAR);
    const like = (text: string): boolean =>
      words.every((word) => text.includes(word) || (long.includes(word) && nearly(text, word)));
    const titles = await this.oneOff(long, words, titleTokens);
    // Who types by sound picks a wrong character that sounds right.
    yield* this.ranked(titles, (found) => Number(like(fold(found.title))) * (saying(found, heard) ? 2 : 1));
  }

  /** Titles that are said so, but for sounds that dialects confuse, for some of their words (东河养护站 for 东河县公路养护站), or for one letter.
   * `most`: how many candidates are read. */
  private async *saidNearly(letters: string, most: number): AsyncGenerator<number> {
    const spoken = (pair: string): string[] => [`~${pair}`];
    const candidates = new Set<number>();
    for await (const page of this.sharing(pairs(letters), spoken)) candidates.add(page);
    for (const page of await this.files.pages(`^${letters.slice(0, 2)}`)) candidates.add(page);
    yield* this.ranked([...candidates].slice(0, most), (found) => {
      const parts = syllables(found);
      if (saidLike(parts, letters)) return 3;
      const start = parts.findIndex((_, place) => shortened(parts.slice(place), letters));
      if (start >= 0) return 2 + (start ? 0 : BEGUN);
      return Number(letters.length > LEAST_LIKE && (nearly(parts.join(""), letters) || nearly(initials(found), letters)));
    });
  }

  /** Pages that have all tokens of the words, but for those that one character of one word is part of. */
  private async oneOff(long: string[], words: string[], parts: (part: string) => string[]): Promise<number[]> {
    const lists = long.flatMap((word) => {
      const others = words.filter((other) => other !== word).flatMap(parts);
      const places = Array.from(word, (_, at) => [...parts(word.slice(0, at)), ...parts(word.slice(at + 1))]);
      return places.filter((tokens) => tokens.length).map((tokens) => this.files.together([...tokens, ...others]));
    });
    return [...new Set((await Promise.all(lists)).flat())];
  }

  /** Pages that share most pairs with the question; a pair counts by how few pages have it, in a title for more. */
  private async *sharing(parts: string[], tokens: (pair: string) => string[]): AsyncGenerator<number> {
    const { pages } = await this.files.head();
    const weights = new Map<number, number>();
    const wanted = [...new Set(parts)];
    const lists = await Promise.all(wanted.flatMap(tokens).map((token) => this.files.pages(token)));
    for (const list of lists) {
      for (const page of list) weights.set(page, (weights.get(page) ?? 0) + Math.log(1 + pages / list.length));
    }
    const least = Math.max(...weights.values(), LEAST_SHARED * wanted.length * Math.log(1 + pages)) * SHARED;
    const sharing = [...weights].filter(([, weight]) => weight >= least);
    yield* sharing.sort(([one, most], [other, more]) => more - most || one - other).map(([page]) => page);
  }

  /** Candidates as they are read, some at a time, those that weigh anything. */
  private async *rounds(candidates: number[], weigh: (found: Found) => number): AsyncGenerator<{ page: number; weight: number }[]> {
    for (let done = 0; done < candidates.length && this.vain < IN_VAIN; done += READ) {
      const some = candidates.slice(done, done + READ);
      const found = await Promise.all(some.map((page) => this.files.page(page)));
      const weighing = some.map((page, at) => ({ page, weight: weigh(found[at]!) })).filter(({ weight }) => weight > 0);
      if (!weighing.length) this.vain += 1;
      yield weighing;
    }
  }
}

/** A word in a title: its pairs, or its one character. */
function titleTokens(word: string): string[] {
  return (word.length > 1 ? pairs(word) : Array.from(word)).map((part) => `#${part}`);
}
