/** The reviewer's post, typed once in this browser. */

import { el } from "../form/dom";
import { review as WORDS } from "../../../../schemas/browser.json";

const KEY = "pingyi-post";

export class Post {
  readonly input: HTMLInputElement;
  readonly element: HTMLElement;

  constructor(id: string, changed: () => void) {
    const keep = (): void => {
      store((kept) => kept.setItem(KEY, this.input.value));
      changed();
    };
    this.input = el("input", { type: "text", id, autocomplete: "off", oninput: keep });
    store((kept) => (this.input.value = kept.getItem(KEY) ?? ""));
    this.element = el("div", { class: "f-field f-line" }, el("label", { for: id }, WORDS.post), el("p", { class: "f-hint" }, WORDS.post_hint), this.input);
  }

  get value(): string {
    return this.input.value;
  }
}

/** Some browsers keep nothing, and say so by an error. */
function store(act: (kept: Storage) => void): void {
  try {
    act(localStorage);
  } catch {
    // It has to be typed again.
  }
}
