/** The form in steps that follow the stages of the campaign. All are on the page; one shows. */

import type { Desk } from "./desk";
import { button, el, focus } from "./dom";
import { draw } from "./draw";
import { results } from "./results";
import { WORDS } from "./words";

/** Which parts are asked in which step; the first and the last are no questions. */
const PARTS = [
  [],
  ["coverage", "consultation"],
  ["sessions", "results"],
  ["feedback", "organising", "cases", "contact_points", "attachments"],
  ["status", "reported_on", "sign_off", "revisions", "notes"],
  [],
];
const STAGES = ["", "consultation", "meeting", "feedback"];
const SIGNING = 4;

export class Steps {
  readonly element = el("div", { class: "f-steps" });
  readonly checked = new Set<number>();
  current = 0;
  private readonly tabs: HTMLButtonElement[];
  private readonly counts: HTMLElement[];
  private readonly panels: HTMLElement[];
  private readonly bodies: HTMLElement[];

  constructor(private readonly desk: Desk) {
    const titles = WORDS.steps.map((word, step) => word || this.stage(step));
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
    return this.panels.length - 1;
  }

  /** The step in which a part of the report is asked. */
  of(part: string): number {
    const found = PARTS.findIndex((parts) => parts.includes(part));
    return found < 0 ? (part === "unit" ? 0 : SIGNING) : found;
  }

  show(step: number, takeFocus = false): void {
    if (step > 0 && !this.desk.unit) return;
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

  /** Draws all questions for the unit anew. */
  fill(): void {
    PARTS.forEach((parts, step) => {
      if (parts.length)
        this.body(step).replaceChildren(...parts.filter((part) => this.asked(part)).map((part) => this.part(part)));
    });
    this.checked.clear();
    this.show(this.current);
  }

  /** Draws one part anew. */
  redraw(part: string): void {
    document.getElementById(`f/${part}`)?.replaceWith(this.part(part));
    this.show(this.of(part));
  }

  count(errors: (step: number) => number): void {
    this.counts.forEach((count, step) => {
      const found = errors(step);
      count.textContent = found ? WORDS.stepErrors(found) : "";
    });
  }

  private part(part: string): HTMLElement {
    return part === "results" ? results(this.desk) : draw(this.desk, `/${part}`);
  }

  private asked(part: string): boolean {
    const known = this.desk.schemas.keys("").includes(part);
    return known && this.desk.need(part) !== "unused";
  }

  private stage(step: number): string {
    const key = STAGES[step] ?? "";
    return this.desk.contract.campaign.stages[key]?.title ?? this.desk.schemas.title(`/${PARTS[step]?.[0] ?? ""}`);
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
      step > 0 && button(WORDS.back, () => to(-1)),
      step < WORDS.steps.length - 1 && step > 0 && button(WORDS.next, next, "f-primary"),
    );
    const about = WORDS.about[step];
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
