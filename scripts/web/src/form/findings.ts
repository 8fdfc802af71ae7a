/** Findings beside their fields and in a summary that leads to them, in the words of the check. Only where the clerk has been. */

import { fill } from "../contract/catalogue";
import { isData } from "../contract/pointer";
import type { Finding } from "../contract/types";
import type { Desk } from "./desk";
import { button, el, focus } from "./dom";
import { idOf, nearest, nearestSlot } from "./field";
import type { Steps } from "./steps";
import { form as WORDS } from "../../../../schemas/browser.json";

const CODES = { error: WORDS.error, warning: WORDS.warning, hint: WORDS.hint };

export class Findings {
  readonly summary = el("section", {
    class: "f-summary",
    tabindex: -1,
    hidden: true,
    "aria-labelledby": "f-summary-title",
  });
  private all: Finding[] = [];
  private readonly touched = new Set<string>();
  private timer = 0;
  private told = "";

  constructor(
    private readonly desk: Desk,
    private readonly steps: Steps,
    private readonly rules: string,
  ) {
    desk.addEventListener("change", () => {
      clearTimeout(this.timer);
      this.timer = window.setTimeout(() => this.update(), 150);
    });
    desk.addEventListener("judged", () => this.update());
    steps.element.addEventListener("drawn", () => this.show());
    steps.element.addEventListener("focusout", ({ target }) => this.touch(target as HTMLElement));
  }

  /** Judges the report as it is and shows what concerns the places where the clerk has been. */
  update(): Finding[] {
    clearTimeout(this.timer);
    this.all = this.desk.findings();
    this.show();
    return this.all;
  }

  private show(): void {
    const shown = this.all.filter((finding) => this.seen(finding));
    this.inline(shown);
    this.fill(shown);
    this.steps.count(
      (step) => shown.filter((finding) => finding.level === "error" && this.stepOf(finding) === step).length,
    );
  }

  errorsIn(step: number): number {
    return this.all.filter((finding) => finding.level === "error" && this.stepOf(finding) === step).length;
  }

  get errors(): number {
    return this.all.filter(({ level }) => level === "error").length;
  }

  reset(): void {
    this.touched.clear();
    this.update();
  }

  private touch(target: HTMLElement): void {
    const pointer = target.closest<HTMLElement>("[data-pointer]")?.dataset["pointer"];
    if (pointer === undefined || this.touched.has(pointer)) return;
    this.touched.add(pointer);
    this.timer = window.setTimeout(() => this.update(), 150);
  }

  private seen(finding: Finding): boolean {
    // A unit that is not to report at all should know before it types anything.
    if (finding.pointer === "/unit") return true;
    if (this.steps.checked.has(this.stepOf(finding))) return true;
    if (finding.field !== undefined) return this.touched.has(finding.field);
    const near = (touched: string): boolean =>
      touched === finding.pointer ||
      touched.startsWith(`${finding.pointer}/`) ||
      finding.pointer.startsWith(`${touched}/`);
    return [...this.touched].some(near);
  }

  private stepOf({ field, pointer }: Finding): number {
    return this.steps.of((field ?? pointer).split("/")[1] ?? "");
  }

  private inline(shown: Finding[]): void {
    const slots = new Map<HTMLElement, Finding[]>();
    for (const slot of this.steps.element.querySelectorAll<HTMLElement>(".f-errors")) slots.set(slot, []);
    for (const finding of shown) {
      const slot = nearestSlot(finding.field ?? finding.pointer);
      if (slot) slots.get(slot)?.push(finding);
    }
    for (const [slot, found] of slots) this.tell(slot, found);
    for (const entry of this.steps.element.querySelectorAll("details.f-entry")) headed(entry);
  }

  private tell(slot: HTMLElement, found: Finding[]): void {
    const lines = found.map(({ level, message }) =>
      el("p", { class: `f-said f-${level}` }, el("b", {}, CODES[level]), message),
    );
    slot.replaceChildren(...lines);
    slot.hidden = found.length === 0;
    const field = document.getElementById(slot.id.replace(/^e/, "f"));
    const wrong = found.some(({ level }) => level === "error");
    if (field?.matches("input,select,textarea")) field.setAttribute("aria-invalid", String(wrong));
    slot.parentElement?.classList.toggle("f-invalid", wrong);
  }

  private fill(shown: Finding[]): void {
    const told = shown
      .filter(({ level }) => level !== "hint")
      .sort((left, right) => this.weight(left) - this.weight(right));
    // Drawn anew only when it says something else: somebody may be moving about in it.
    if (this.told === (this.told = JSON.stringify(told))) return;
    const held = this.summary.contains(document.activeElement);
    const errors = told.filter(({ level }) => level === "error").length;
    const warnings = told.length - errors;
    const title =
      errors && warnings
        ? fill(WORDS.summary, { errors, warnings })
        : errors
          ? fill(WORDS.summary_errors, { errors })
          : fill(WORDS.summary_warnings, { warnings });
    this.summary.hidden = told.length === 0;
    this.summary.classList.toggle("f-only-warnings", errors === 0);
    this.summary.replaceChildren(
      el("h2", { id: "f-summary-title" }, title),
      el("ul", {}, ...told.map((finding) => this.line(finding))),
    );
    if (held) this.summary.focus();
  }

  /** Errors first, then in the order of the form. */
  private weight(finding: Finding): number {
    return this.stepOf(finding) + (finding.level === "error" ? 0 : this.steps.last + 1);
  }

  private line(finding: Finding): HTMLElement {
    const { rule, level, message, fix, pointer } = finding;
    const go = (event: Event): void => {
      event.preventDefault();
      this.steps.show(this.stepOf(finding));
      focus(nearest(finding.field ?? finding.pointer));
    };
    return el(
      "li",
      { class: `f-${level}` },
      el("b", {}, CODES[level]),
      el("a", { href: `#${idOf(pointer)}`, onclick: go }, message),
      el("span", { class: "f-fix" }, `${WORDS.fix}${fix}`),
      el("a", { class: "f-rule", href: `${this.rules}#${rule}`, target: "_blank" }, WORDS.rule),
      level === "warning" && button(WORDS.explain, () => this.explain(finding)),
      rule === "unknown-key" && button(WORDS.remove_key, () => this.removeKey(pointer)),
    );
  }

  private removeKey(pointer: string): void {
    const taken = this.desk.report.get(pointer);
    this.desk.set(pointer, undefined);
    const what = pointer.slice(pointer.lastIndexOf("/") + 1);
    this.desk.undo.offer(fill(WORDS.removed, { what }), what, () => this.desk.set(pointer, taken));
  }

  /** Opens a note on a warning; its words are the clerk's. */
  private explain({ rule, pointer }: Finding): void {
    const known = this.desk.report
      .list("/notes")
      .findIndex((note) => isData(note) && note["rule"] === rule && note["pointer"] === pointer);
    if (known < 0) this.desk.change((report) => report.add("/notes", pointer ? { rule, pointer } : { rule }));
    const number = known < 0 ? this.desk.report.list("/notes").length - 1 : known;
    this.steps.redraw("notes");
    focus(document.getElementById(idOf(`/notes/${number}/text`)));
  }
}

/** Counts the errors of a folded entry in its head. */
function headed(entry: Element): void {
  const errors = entry.querySelectorAll(".f-said.f-error").length;
  const count = entry.querySelector(":scope > summary .f-count");
  if (count) count.textContent = errors ? fill(WORDS.step_errors, { n: errors }) : "";
}
