/** What those who decide said of main's report: in one sentence above the form, and at the fields that they named. */

import { fill } from "../contract/catalogue";
import type { Desk } from "./desk";
import { el, focus } from "./dom";
import { idOf, nearest, nearestSlot } from "./field";
import type { Steps } from "./steps";
import { form as WORDS } from "../../../../schemas/browser.json";

export class Returned {
  readonly element = el("section", { class: "f-returned", hidden: true, "aria-label": WORDS.review });

  constructor(
    private readonly desk: Desk,
    private readonly steps: Steps,
  ) {
    desk.addEventListener("start", () => this.draw());
    steps.element.addEventListener("drawn", () => this.beside());
  }

  /** Shows a place of the report. */
  go(pointer: string): void {
    this.steps.show(this.steps.of(pointer.split("/")[1] ?? ""));
    focus(nearest(pointer));
  }

  private draw(): void {
    const life = this.desk.unit?.life;
    const places = (life?.places ?? []).map(([pointer, words]) => el("li", {}, this.way(pointer), words && `：${words}`));
    this.element.hidden = life === undefined;
    this.element.replaceChildren(
      ...(life
        ? [
            el("p", {}, el("b", {}, life.said)),
            life.reason ? el("p", {}, fill(WORDS.review_reason, { reason: life.reason })) : "",
            places.length ? el("ul", {}, ...places) : "",
            life.locked ? el("p", { class: "f-said f-warning" }, life.locked) : "",
          ]
        : []),
    );
  }

  private way(pointer: string): HTMLElement {
    const go = (event: Event): void => {
      event.preventDefault();
      this.go(pointer);
    };
    return el("a", { href: `#${idOf(pointer)}`, onclick: go }, this.desk.schemas.title(pointer));
  }

  /** Puts the words beside their fields, where they are not yet. */
  private beside(): void {
    for (const [pointer, words] of this.desk.unit?.life?.places ?? []) {
      const slot = nearestSlot(pointer);
      const said = fill(words ? WORDS.review_words : WORDS.review_open, { words });
      const there = [...(slot?.parentElement?.children ?? [])].some((it) => it.textContent === said);
      if (!there) slot?.before(el("p", { class: "f-said f-returned-words" }, said));
    }
  }
}
