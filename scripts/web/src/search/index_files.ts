// The files of a site's search index, each fetched once.

import { unpacked } from "../floor/unpacked";
import { Sounds } from "./known";
import { type Fold, folding, place } from "./text";

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

interface Head {
  files: number;
  pages: number;
  /** The name of what the entries of pages are packed with. */
  common: string;
  pinned: Record<string, number>;
  traditional: [string, string];
}

type Postings = Record<string, number[]>;

/** What the index says of tokens and pages. */
export class IndexFiles {
  private readonly files = new Map<string, Promise<unknown>>();

  constructor(private readonly home: URL) {}

  /** How texts of this site are compared. */
  async fold(): Promise<Fold> {
    return folding((await this.head()).traditional);
  }

  /** Pages that have all of these tokens. */
  async together(tokens: string[]): Promise<number[]> {
    const lists = await Promise.all([...new Set(tokens)].map((token) => this.pages(token)));
    const [shortest = [], ...others] = lists.sort((one, other) => one.length - other.length);
    const sets = others.map((list) => new Set(list));
    return shortest.filter((page) => sets.every((set) => set.has(page)));
  }

  /** The pages of a token; its list holds the first number, then differences, -n for n of 1. */
  async pages(token: string): Promise<number[]> {
    const { files } = await this.head();
    const postings = await this.packed<Postings>(`pairs/${place(token, files)}.z`);
    const [first, ...steps] = Object.hasOwn(postings, token) ? postings[token]! : [];
    const pages = first === undefined ? [] : [first];
    for (const step of steps) {
      for (let left = step < 0 ? -step : 1; left > 0; left--) pages.push(pages[pages.length - 1]! + Math.max(step, 1));
    }
    return pages;
  }

  head(): Promise<Head> {
    return this.fetched("index.json", async (answer) => {
      const head = (await answer.json()) as Head;
      // The first page waits for it; so it comes with the pairs.
      void this.common(head.common);
      return head;
    });
  }

  async sounds(): Promise<Sounds> {
    return new Sounds(await this.packed<Record<string, string>>("sounds.z"));
  }

  page(number: number): Promise<Found> {
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
