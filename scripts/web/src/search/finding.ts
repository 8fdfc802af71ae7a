// Find pages: the index says which may hold all pairs of the question, their texts then say whether they do.

import { folded, pairs, phrases, place } from "./text";

export interface Found {
  url: string;
  title: string;
  kind: string;
  text: string;
}

type Postings = Record<string, number[]>;

/** The index of one site. Every file is fetched once. */
export class Index {
  private readonly files = new Map<string, Promise<unknown>>();

  constructor(private readonly home: URL) {}

  /** The pages that may match, best first: the title is the question, then it is in the title, then anywhere. */
  async candidates(question: string): Promise<number[]> {
    const words = phrases(question);
    const wanted = words.flatMap(pairs);
    if (!wanted.length) return [];
    const [whole, titled, anywhere] = await Promise.all([
      this.pages(`=${words.join("")}`),
      this.together(wanted.map((pair) => `#${pair}`)),
      this.together(wanted),
    ]);
    return [...new Set([...whole, ...titled, ...anywhere])];
  }

  /** Those of the given pages that hold every phrase, in the given order. */
  async read(pages: number[], question: string): Promise<Found[]> {
    const words = phrases(question);
    const found = await Promise.all(pages.map((page) => this.fetched<Found>(`pages/${page}.json`)));
    return found.filter(({ title, text }) => {
      const said = folded(`${title}\n${text}`);
      return words.every((word) => said.includes(word)) || folded(title).match(/[\p{L}\p{N}]+/gu)?.join("") === words.join("");
    });
  }

  private async together(tokens: string[]): Promise<number[]> {
    const lists = await Promise.all([...new Set(tokens)].map((token) => this.pages(token)));
    const [shortest = [], ...others] = lists.sort((one, other) => one.length - other.length);
    const sets = others.map((list) => new Set(list));
    return shortest.filter((page) => sets.every((set) => set.has(page)));
  }

  /** The pages of a token; its list holds the first number, then differences, -n for n of 1. */
  private async pages(token: string): Promise<number[]> {
    const { files } = await this.fetched<{ files: number }>("index.json");
    const postings = await this.fetched<Postings>(`pairs/${place(token, files)}.json`);
    const [first, ...steps] = Object.hasOwn(postings, token) ? postings[token]! : [];
    const pages = first === undefined ? [] : [first];
    for (const step of steps) {
      for (let left = step < 0 ? -step : 1; left > 0; left--) pages.push(pages[pages.length - 1]! + Math.max(step, 1));
    }
    return pages;
  }

  private fetched<Content>(path: string): Promise<Content> {
    const known = this.files.get(path);
    if (known) return known as Promise<Content>;
    const fetching = fetch(new URL(path, this.home)).then((answer) => {
      if (!answer.ok) throw new Error(`${answer.status} ${path}`);
      return answer.json();
    });
    this.files.set(path, fetching);
    // What failed may work later.
    fetching.catch(() => this.files.delete(path));
    return fetching as Promise<Content>;
  }
}
