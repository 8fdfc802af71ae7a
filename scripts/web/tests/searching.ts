/** The search without a page: questions by standard input, the first answers of each out, and how many files were fetched for all. The
 * index lies in a folder. */

import { Index } from "../src/search/finding";

interface Asked {
  folder: string;
  questions: string[];
  most: number;
}

declare const process: {
  getBuiltinModule(name: "fs"): { readFileSync(file: number, coding: string): string; readFileSync(file: URL): Uint8Array<ArrayBuffer> };
};

const files = process.getBuiltinModule("fs");

let fetched = 0;
globalThis.fetch = (async (url: URL) => {
  fetched += 1;
  return new Response(files.readFileSync(url));
}) as typeof fetch;

/** All at once, as of somebody who types fast: none may take anything from another. */
async function first({ folder, questions, most }: Asked): Promise<object[]> {
  const index = new Index(new URL(folder));
  return Promise.all(questions.map((question) => answered(index, question, most)));
}

async function answered(index: Index, question: string, most: number): Promise<object[]> {
  const found: object[] = [];
  for await (const { found: page, near } of index.answers(question)) {
    found.push({ url: page.url, title: page.title, where: page.where ?? "", near });
    if (found.length === most) break;
  }
  return found;
}

void first(JSON.parse(files.readFileSync(0, "utf8")) as Asked).then((answers) => console.log(JSON.stringify({ answers, fetched })));
