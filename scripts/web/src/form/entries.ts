/** Lists of entries that can be added, pasted, folded, taken away and brought back. */

import { fill } from "../contract/catalogue";
import { join } from "../contract/pointer";
import type { Value } from "../contract/types";
import type { Desk } from "./desk";
import { button, el, focus } from "./dom";
import { fresh, nameOf } from "./entry";
import { errorSlot, hint, idOf, required } from "./field";
import { pasting } from "./pasting";
import { form as WORDS } from "../../../../schemas/browser.json";

/** Letters of an entry that its head shows. */
const SHOWN = 24;

/** Entries that stand open, by what they hold. */
const opened = new WeakSet<object>();

/** Draws the fields of an entry in one box. */
type Group = (desk: Desk, pointer: string, title: string, ...more: Node[]) => HTMLElement;

export function list(desk: Desk, pointer: string, group: Group): HTMLElement {
  const title = nameOf(desk, pointer);
  const entries = el("div");
  const box = (): HTMLElement | null => document.getElementById(idOf(pointer));
  const again = (): void => box()?.replaceWith(list(desk, pointer, group));
  const remove = (number: number): void => {
    const taken = desk.report.list(pointer)[number] as Value;
    desk.change((report) => report.remove(join(pointer, number)));
    again();
    focus(box()?.querySelector<HTMLElement>(":scope > .f-button") ?? null);
    const what = `${title} ${number + 1}`;
    desk.undo.offer(fill(WORDS.removed, { what }), what, () => {
      desk.change((report) => report.insert(pointer, number, taken));
      again();
      focus(document.getElementById(idOf(join(pointer, number))));
    });
  };
  const drawn = (number: number, open: boolean): HTMLElement => {
    const take = button(fill(WORDS.remove_entry, { title, n: number + 1 }), () => remove(number), "f-remove");
    const where = join(pointer, number);
    const name = `${title} ${number + 1}`;
    return entry(desk, where, name, open, group(desk, where, name, take));
  };
  const add = button(fill(WORDS.add, { title }), () => {
    desk.change((report) => report.add(pointer, fresh(desk, pointer)));
    const number = desk.report.list(pointer).length - 1;
    const made = drawn(number, true);
    entries.append(made);
    focus(made.querySelector<HTMLElement>("input,select,textarea"));
  });
  const all = desk.report.list(pointer);
  entries.append(...all.map((_, number) => drawn(number, all.length === 1)));
  return el(
    "fieldset",
    { class: "f-list", id: idOf(pointer), "data-pointer": pointer },
    el("legend", {}, desk.schemas.title(pointer), required(desk, pointer)),
    hint(desk, pointer),
    errorSlot(pointer),
    entries,
    add,
    pasting(desk, pointer, again),
  );
}

function entry(desk: Desk, pointer: string, name: string, open: boolean, fields: HTMLElement): HTMLElement {
  const held = desk.report.get(pointer);
  const known = typeof held === "object" ? held : {};
  const head = el("span", { class: "f-head" });
  const tell = (): void => void (head.textContent = about(desk, pointer));
  tell();
  const made = el(
    "details",
    { class: "f-entry", open: open || opened.has(known), onchange: tell },
    el("summary", {}, el("b", {}, name), head, el("span", { class: "f-count" })),
    fields,
  );
  made.addEventListener("toggle", () => (made.open ? opened.add(known) : opened.delete(known)));
  return made;
}

/** The beginning of the first text that an entry has. */
function about(desk: Desk, pointer: string): string {
  const texts = desk.schemas.keys(pointer).filter((key) => key !== "id" && !desk.schemas.says(join(pointer, key), "enum"));
  const found = texts.map((key) => desk.report.get(join(pointer, key))).find((value) => typeof value === "string");
  const letters = [...String(found ?? "")];
  return letters.length > SHOWN ? `${letters.slice(0, SHOWN).join("")}…` : letters.join("");
}
