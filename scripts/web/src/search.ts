// The search boxes of a page: one in the header, whose results drop down, and one on the page 搜索, whose results stay.

import { search as WORDS } from "../../../schemas/browser.json";
import { type Answer, Index } from "./search/finding";
import { entry, summary } from "./search/results";
import { folding, pairs, phrases } from "./search/text";

const PAUSE = 150;
const LONG = 400;
const FEW = 8;
const MANY = 20;
/** Whether a question is long enough does not hang on how its characters are written. */
const plain = folding(["", ""]);

class Box {
  private readonly input: HTMLInputElement;
  private readonly status: HTMLElement;
  private readonly list: HTMLOListElement;
  private readonly more: HTMLButtonElement | null;
  private timer = 0;
  private asked = "";
  private pending = false;
  private rest: AsyncGenerator<Answer> | null = null;
  private next: Answer | null = null;

  constructor(private readonly root: HTMLElement, private readonly base: URL, private readonly index: Index) {
    this.input = root.querySelector("input")!;
    this.status = root.querySelector("[role=status]")!;
    this.list = root.querySelector("ol")!;
    this.more = root.querySelector("button.search-more");
    this.input.addEventListener("input", () => this.soon());
    this.input.addEventListener("focus", () => this.open());
    this.more?.addEventListener("click", () => void this.show().catch(() => this.clear(WORDS.no_index)));
    root.addEventListener("keydown", (event) => this.key(event));
    root.addEventListener("focusout", (event) => {
      if (!root.contains(event.relatedTarget as Node | null)) this.close();
    });
    // The focus was what this script was loaded for (site/searching.ts), and words may stand there already.
    if (document.activeElement === this.input) this.open();
  }

  focus(): void {
    this.input.focus();
    this.input.select();
  }

  ask(question: string): void {
    this.input.value = question;
    void this.answer();
  }

  private get limit(): number {
    return this.more ? MANY : FEW;
  }

  private open(): void {
    this.root.classList.add("open");
    if (location.protocol === "file:") this.tell(WORDS.folder_only);
    else if (this.input.value.trim() !== this.asked) this.soon();
  }

  private close(): void {
    this.root.classList.remove("open");
  }

  private soon(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.answer(), PAUSE);
  }

  private async answer(): Promise<void> {
    if (location.protocol === "file:") return;
    const question = this.input.value.trim();
    this.asked = question;
    this.root.classList.add("open");
    if (!question || !phrases(plain(question)).flatMap(pairs).length) {
      this.clear(question ? WORDS.too_short : "");
      return;
    }
    window.setTimeout(() => {
      if (question === this.asked && this.pending) this.tell(WORDS.searching);
    }, LONG);
    this.pending = true;
    try {
      const answers = this.index.answers(question);
      const first = await answers.next();
      if (question !== this.asked) return;
      this.rest = answers;
      this.next = first.done ? null : first.value;
      await this.show(true);
    } catch {
      if (question === this.asked) this.clear(WORDS.no_index);
    } finally {
      if (question === this.asked) this.pending = false;
    }
  }

  /** Show the next results, or the first in place of others. One more is read than shown: it says whether there are more. */
  private async show(first = false): Promise<void> {
    const [question, answers, fold] = [this.asked, this.rest, await this.index.fold()];
    const added: HTMLLIElement[] = [];
    const near = this.next?.near ?? false;
    while (answers && this.next && added.length < this.limit) {
      added.push(entry(this.next.found, question, fold, this.base));
      const following = await answers.next();
      if (question !== this.asked || answers !== this.rest) return;
      this.next = following.done ? null : following.value;
    }
    if (first) this.empty();
    this.list.append(...added);
    this.tell(summary(this.list.childElementCount, this.next !== null, near, this.more ? "" : WORDS.enter));
    if (this.more) this.more.hidden = !this.next;
  }

  /** Take the results away, but never the focus with them. */
  private empty(): void {
    if (this.list.contains(document.activeElement)) this.input.focus();
    this.list.replaceChildren();
  }

  private clear(words: string): void {
    this.empty();
    this.rest = this.next = null;
    this.tell(words);
    if (this.more) this.more.hidden = true;
  }

  /** Words above the results; without them there is nothing to drop down. */
  private tell(words: string): void {
    this.status.textContent = words;
    this.root.classList.toggle("told", words !== "");
  }

  /** Arrows walk from the box through the results; Escape leads back to the box, then out of it. */
  private key(event: KeyboardEvent): void {
    const stops: HTMLElement[] = [this.input, ...this.list.querySelectorAll("a")];
    const here = stops.indexOf(document.activeElement as HTMLElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape" && !event.isComposing) {
      if (here > 0) this.input.focus();
      else this.close();
    } else if (step && here >= 0 && !event.isComposing) {
      this.root.classList.add("open");
      stops[Math.max(0, Math.min(stops.length - 1, here + step))]?.focus();
    } else return;
    event.preventDefault();
  }
}

const roots = Array.from(document.querySelectorAll<HTMLElement>(".search[data-base]"));
const index = new Map<string, Index>();
const boxes = roots.map((root) => {
  const base = new URL((root.dataset["base"] ?? ".").replace(/\/*$/, "/"), location.href);
  const known = index.get(base.href) ?? new Index(new URL("search/", base));
  index.set(base.href, known);
  return new Box(root, base, known);
});
const last = boxes[boxes.length - 1];

if (document.querySelector(".search-page") && last) {
  const question = new URLSearchParams(location.search).get("q");
  last.focus();
  if (question) last.ask(question);
}
