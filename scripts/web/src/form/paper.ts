/** The report on paper, to be signed: all that is in it, as text; boxes would show no more than fits into them. */

import { fill } from "../contract/catalogue";
import { child, isData, join } from "../contract/pointer";
import type { Item, Subject, Value } from "../contract/types";
import type { Desk } from "./desk";
import { el } from "./dom";
import { nameOf } from "./entry";
import { titleOf } from "./names";
import { form as WORDS } from "../../../../schemas/browser.json";

const PRINTING = "f-printing";

/** Puts the paper into the page whenever it is printed. */
export function paperFor(desk: Desk, home: HTMLElement): void {
  const root = document.documentElement;
  const lay = (): void => {
    if (!desk.unit) return;
    take();
    home.append(new Paper(desk).element);
    root.classList.add(PRINTING);
  };
  const take = (): void => {
    home.querySelector(".f-paper")?.remove();
    root.classList.remove(PRINTING);
  };
  window.addEventListener("beforeprint", lay);
  window.addEventListener("afterprint", take);
}

class Paper {
  readonly element: HTMLElement;

  constructor(private readonly desk: Desk) {
    const { unit, contract, report } = desk;
    const errors = desk.findings().filter(({ level }) => level === "error").length;
    const known = desk.schemas.keys("").filter((part) => part !== "unit");
    const asked = contract.steps.flatMap(({ parts }) => parts).filter((part) => known.includes(part));
    const more = Object.keys(report.data).filter((part) => part !== "unit" && !known.includes(part));
    this.element = el(
      "article",
      { class: "f-paper" },
      el("h2", {}, contract.campaign.title),
      el("p", {}, el("b", {}, unit ? titleOf(unit) : ""), `（${unit?.id ?? ""}）`),
      report.get("/status") !== "final" && el("p", {}, WORDS.paper_draft),
      errors > 0 && el("p", {}, fill(WORDS.paper_bad, { n: errors })),
      ...[...asked, ...more].map((part) => this.part(join("", part), "h3")),
      el("div", { class: "f-signs" }, ...WORDS.signs.map((sign) => el("p", {}, sign))),
    );
  }

  /** What is at a pointer, under its title. */
  private part(pointer: string, heading: "h3" | "h4", title = this.desk.schemas.title(pointer)): HTMLElement | false {
    const value = this.desk.report.get(pointer);
    if (value === undefined) return false;
    const subjects = this.desk.contract.campaign.subjects;
    if (pointer === "/results" && isData(value)) {
      const named = (key: string): string => subjects.find(({ id }) => id === key)?.title ?? key;
      const results = Object.keys(value).map((key) => this.part(join(pointer, key), "h4", named(key)));
      return el("section", {}, el("h3", {}, title), ...results);
    }
    return el("section", {}, el(heading, {}, title), ...this.body(pointer, value));
  }

  private body(pointer: string, value: Value): (HTMLElement | false)[] {
    if (Array.isArray(value) && value.some((entry) => typeof entry === "object"))
      return value.map((_, number) =>
        this.part(join(pointer, number), "h4", `${nameOf(this.desk, pointer)} ${number + 1}`),
      );
    if (!isData(value)) return [el("p", { class: "f-text-on-paper" }, this.text(pointer, value))];
    const order = [...this.desk.schemas.keys(pointer), ...Object.keys(value)];
    const keys = [...new Set(order)].filter((key) => value[key] !== undefined);
    const single = keys.filter((key) => !nested(value[key]));
    return [
      single.length > 0 && el("dl", {}, ...single.map((key) => this.line(join(pointer, key)))),
      ...keys.filter((key) => nested(value[key])).flatMap((key) => this.inner(pointer, key)),
    ];
  }

  /** A group or list within: tallies as tables, all else under its title. */
  private inner(pointer: string, key: string): (HTMLElement | false)[] {
    const where = join(pointer, key);
    const subject = this.desk.contract.campaign.subjects.find(({ id }) => pointer === `/results/${id}`);
    if (subject && key === "items") return this.tallies(subject, where);
    return [this.part(where, "h4")];
  }

  private line(pointer: string): HTMLElement {
    const value = this.desk.report.get(pointer) as Value;
    return el(
      "div",
      {},
      el("dt", {}, this.desk.schemas.title(pointer)),
      el("dd", { class: "f-text-on-paper" }, this.text(pointer, value)),
    );
  }

  private text(pointer: string, value: Value): string {
    if (Array.isArray(value)) return value.map((it, number) => this.text(join(pointer, number), it)).join("、");
    if (typeof value === "object") return JSON.stringify(value);
    const title = this.desk.schemas.says(pointer, "x-titles")?.[String(value)];
    return title ?? String(value).replace(/\n$/, "");
  }

  /** A table for each scale; then what is in the report and in no table. */
  private tallies(subject: Subject, pointer: string): (HTMLElement | false)[] {
    const held = this.desk.report.get(pointer);
    const there = subject.items.filter(({ id }) => isData(child(held, id)));
    const scales = [...new Set(there.map(({ scale }) => scale.id))];
    const others = isData(held) ? Object.keys(held).filter((key) => !there.some(({ id }) => id === key)) : [];
    return [
      ...scales.map((scale) =>
        this.table(
          pointer,
          there.filter((item) => item.scale.id === scale),
        ),
      ),
      ...others.map((key) => this.part(join(pointer, key), "h4")),
    ];
  }

  private table(pointer: string, items: Item[]): HTMLElement {
    const grades = items[0]?.grades ?? [];
    const told = new Set(items.flatMap(({ id }) => Object.keys(this.desk.report.get(join(pointer, id)) ?? {})));
    const ids = [...new Set([...grades.map(({ id }) => id), ...told])];
    const title = (id: string): string =>
      grades.find((grade) => grade.id === id)?.title ?? this.desk.schemas.title(join(join(pointer, items[0]?.id ?? ""), id));
    const cell = (item: Item, id: string): string => {
      const value = this.desk.report.get(join(join(pointer, item.id), id));
      return value === undefined ? "" : this.text("", value);
    };
    const row = (item: Item): HTMLElement =>
      el("tr", {}, el("th", { scope: "row" }, item.title), ...ids.map((id) => el("td", {}, cell(item, id))));
    return el(
      "table",
      {},
      el("thead", {}, el("tr", {}, el("th", {}, WORDS.item), ...ids.map((id) => el("th", {}, title(id))))),
      el("tbody", {}, ...items.map(row)),
    );
  }
}

function nested(value: Value | undefined): boolean {
  return isData(value) || (Array.isArray(value) && value.some((entry) => typeof entry === "object"));
}
