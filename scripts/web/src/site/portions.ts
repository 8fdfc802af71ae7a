// A long list shows its beginning, and more when it is asked for: on a phone a thousand entries are a hundred screens.

import { fill } from "../contract/catalogue";
import { site as WORDS } from "../../../../schemas/browser.json";

/** How many entries are shown at first, and how many more each time. */
const FIRST = 40;
const MORE = 100;
/** So few more are not worth a button. */
const SLACK = 10;

/** The entries of one list that stand beside each other, of which a filter may hide some. */
export class Portion {
  private readonly foot = document.createElement("p");
  private readonly button = document.createElement("button");
  private readonly rest = document.createElement("span");
  private most = FIRST;

  constructor(private readonly entries: readonly HTMLElement[]) {
    this.foot.className = "more-entries";
    this.foot.hidden = true;
    this.button.type = "button";
    this.button.className = "plain-button";
    this.button.addEventListener("click", () => this.more());
    this.foot.append(this.button, " ", this.rest);
    const last = entries[entries.length - 1];
    (last?.parentElement?.matches("ul") ? last.parentElement : last)?.after(this.foot);
  }

  /** From the beginning again, but so far that an entry which is asked for is among them. */
  begin(wanted: Element | null): void {
    const place = this.fitting().findIndex((entry) => entry === wanted);
    this.most = Math.max(FIRST, place + 1);
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
    next?.querySelector("a")?.focus({ preventScroll: true });
  }

  private show(): void {
    const fitting = this.fitting();
    const shown = fitting.length <= this.most + SLACK ? fitting.length : this.most;
    fitting.forEach((entry, place) => entry.classList.toggle("later", place >= shown));
    const left = fitting.length - shown;
    this.foot.hidden = left === 0;
    const next = Math.min(MORE, left);
    this.button.textContent = fill(WORDS.more, { n: next });
    this.rest.textContent = fill(WORDS.rest, { n: left });
  }
}

/** Entries by what they stand in. */
export function portions(entries: readonly HTMLElement[]): Portion[] {
  const groups = new Map<Element | null, HTMLElement[]>();
  for (const entry of entries) groups.set(entry.parentElement, [...(groups.get(entry.parentElement) ?? []), entry]);
  return [...groups.values()].map((group) => new Portion(group));
}
