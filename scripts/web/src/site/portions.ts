// A long list shows its beginning, and more when it is asked for: on a phone a thousand entries are a hundred screens.

import { fill } from "../contract/catalogue";
import { site as WORDS } from "../../../../schemas/browser.json";

/** How many entries are shown at first: of one list, and of each of several lists on a page; and how many more each time. */
const FIRST = 40;
const FIRST_OF_EACH = 12;
const MORE = 100;
/** So few more are not worth a button. */
const SLACK = 10;

/** The entries of one list that stand beside each other, of which a filter may hide some. */
export class Portion {
  private readonly foot = document.createElement("p");
  private readonly button = document.createElement("button");
  private readonly rest = document.createElement("span");
  private most = 0;

  constructor(private readonly entries: readonly HTMLElement[], list: HTMLElement, private readonly first: number) {
    this.foot.className = "more-entries";
    this.foot.hidden = true;
    this.button.type = "button";
    this.button.className = "plain-button";
    this.button.addEventListener("click", () => this.more());
    this.foot.append(this.button, " ", this.rest);
    list.after(this.foot);
  }

  /** From the beginning again, but so far that an entry which is asked for is among them. */
  begin(wanted: Element | null): void {
    const place = this.fitting().findIndex((entry) => entry === wanted || entry.closest("section section")?.contains(wanted));
    this.most = Math.max(this.first, place + 1);
    this.show();
  }

  private fitting(): HTMLElement[] {
    return this.entries.filter(({ hidden }) => !hidden);
  }

  private more(): void {
    const next = this.fitting()[this.most];
    this.most += MORE;
    this.show();
    // The button moves away below: who goes on by keyboard goes on with the first new entry.
    const goal = next?.querySelector("a") ?? next;
    if (goal === next) next?.setAttribute("tabindex", "-1");
    goal?.focus({ preventScroll: true });
  }

  private show(): void {
    const fitting = this.fitting();
    const shown = fitting.length <= this.most + SLACK ? fitting.length : this.most;
    fitting.forEach((entry, place) => entry.classList.toggle("later", place >= shown));
    for (const part of new Set(fitting.map((entry) => entry.closest("section section")))) {
      part?.classList.toggle("later", !part.querySelector(".entry:not([hidden]):not(.later)"));
    }
    const left = fitting.length - shown;
    this.foot.hidden = left === 0;
    const next = Math.min(MORE, left);
    this.button.textContent = fill(WORDS.more, { n: next });
    this.rest.textContent = fill(WORDS.rest, { n: left });
  }
}

/** The entries of a list, each theme by itself where it has several, for there are ways to each. */
export function portions(list: HTMLElement, entries: readonly HTMLElement[]): Portion[] {
  const lists = list.matches("ul") ? [list] : [...list.querySelectorAll<HTMLElement>("section > ul")];
  const within = (one: HTMLElement): HTMLElement[] => entries.filter(({ parentElement }) => parentElement === one);
  if (!lists.length) return [new Portion(entries, list, FIRST)];
  return lists.map((one) => new Portion(within(one), one, lists.length > 1 ? FIRST_OF_EACH : FIRST));
}
