/** The form in steps that follow the stages of the campaign. All are on the page; one shows. */

import { fill } from "../contract/catalogue";
import type { Desk } from "./desk";
import { button, el, focus } from "./dom";
import { draw } from "./draw";
import { results } from "./results";
import { form as WORDS } from "../../../../schemas/browser.json";

/** The step in which the unit is chosen. */
const START = 0;

export class Steps {
  readonly element = el("div", { class: "f-steps" });
  readonly checked = new Set<number>();
  current = 0;
  /** Steps that are not drawn yet for the unit. */
  private readonly waiting = new Set<number>();
  private readonly tabs: HTMLButtonElement[];
  private readonly counts: HTMLElement[];
  private readonly panels: HTMLElement[];
  private readonly bodies: HTMLElement[];

  constructor(private readonly desk: Desk) {
    const titles = desk.contract.steps.map(({ title }) => title);
    this.counts = titles.map(() => el("span", { class: "f-count" }));
    this.tabs = titles.map((title, step) =>
      el(
        "button",
        { type: "button", onclick: () => this.show(step, true) },
        el("span", { class: "f-number" }, String(step + 1)),
        title,
        this.counts[step],
      ),
    );
    this.bodies = titles.map(() => el("div"));
    this.panels = titles.map((title, step) => this.panel(title, step));
    const nav = el(
      "nav",
      { class: "f-nav", "aria-label": WORDS.nav },
      el("ol", {}, ...this.tabs.map((tab) => el("li", {}, tab))),
    );
    this.element.append(nav, ...this.panels);
    this.show(0);
  }

  body(step: number): HTMLElement {
    return this.bodies[step] as HTMLElement;
  }

  get last(): number {
    return this.desk.contract.steps.length - 1;
  }

  /** The step in which a part of the report is asked; what the contract does not know is with what concerns the whole report. */
  of(part: string): number {
    const { steps } = this.desk.contract;
    const found = steps.findIndex(({ parts }) => parts.includes(part));
    return found < 0 ? steps.findIndex(({ rest }) => rest) : found;
  }

  show(step: number, takeFocus = false): void {
    if (step > 0 && !this.desk.unit) return;
    this.draw(step);
    this.current = step;
    this.panels.forEach((panel, number) => (panel.hidden = number !== step));
    this.tabs.forEach((tab, number) => {
      tab.disabled = number > 0 && !this.desk.unit;
      if (number === step) tab.setAttribute("aria-current", "step");
      else tab.removeAttribute("aria-current");
    });
    this.element.dispatchEvent(new Event("step"));
    if (takeFocus) focus(this.panels[step]?.querySelector("h2") ?? null);
  }

  /** Draws all questions for the unit anew: those of a step when it shows, the others as soon as there is time. */
  fill(): void {
    for (let step = START + 1; step < this.last; step++) this.waiting.add(step);
    this.checked.clear();
    this.show(this.current);
    this.later();
  }

  private later(): void {
    const [step] = this.waiting;
    if (step === undefined) return;
    window.setTimeout(() => {
      this.draw(step);
      this.later();
    });
  }

  private draw(step: number): void {
    if (!this.waiting.delete(step)) return;
    const parts = this.desk.contract.steps[step]?.parts ?? [];
    const asked = parts.filter((part) => this.desk.need(part) !== "unused");
    this.body(step).replaceChildren(...asked.map((part) => this.part(part)));
    this.element.dispatchEvent(new Event("drawn"));
  }

  /** Draws one part anew. */
  redraw(part: string): void {
    this.draw(this.of(part));
    document.getElementById(`f/${part}`)?.replaceWith(this.part(part));
    this.element.dispatchEvent(new Event("drawn"));
    this.show(this.of(part));
  }

  count(errors: (step: number) => number): void {
    this.counts.forEach((count, step) => {
      const found = errors(step);
      count.textContent = found ? fill(WORDS.step_errors, { n: found }) : "";
    });
  }

  private part(part: string): HTMLElement {
    return part === "results" ? results(this.desk) : draw(this.desk, `/${part}`);
  }

  private panel(title: string, step: number): HTMLElement {
    const to = (move: number): void => this.show(step + move, true);
    const next = (): void => {
      const allowed = this.element.dispatchEvent(new CustomEvent("leave", { cancelable: true, detail: step }));
      if (allowed) to(1);
    };
    const buttons = el(
      "div",
      { class: "f-buttons" },
      step > START && button(WORDS.back, () => to(-1)),
      step < this.last && step > START && button(WORDS.next, next, "f-primary"),
    );
    const about = this.desk.contract.steps[step]?.about;
    return el(
      "section",
      { class: "f-panel", "aria-labelledby": `f-step-${step}` },
      el("h2", { id: `f-step-${step}`, tabindex: -1 }, title),
      about ? el("p", {}, about) : undefined,
      this.bodies[step],
      buttons,
    );
  }
}
