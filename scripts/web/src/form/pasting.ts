/** Entries of a list pasted from a spreadsheet, by the titles in its first row. */

import { fill } from "../contract/catalogue";
import { join } from "../contract/pointer";
import type { Value } from "../contract/types";
import { asTyped, cells } from "./clipboard";
import type { Desk } from "./desk";
import { el, say } from "./dom";
import { fresh, nameOf } from "./entry";
import { kind } from "./field";
import { Report } from "./report";
import { form as WORDS } from "../../../../schemas/browser.json";

/** A box to paste into, made when it is wanted. `again` draws the list anew. */
export function pasting(desk: Desk, pointer: string, again: () => void): HTMLElement {
  const made = el("details", { class: "f-pasting" }, el("summary", {}, WORDS.paste_list));
  const open = (): void => made.append(...box(desk, pointer, again));
  made.addEventListener("toggle", open, { once: true });
  return made;
}

function box(desk: Desk, pointer: string, again: () => void): HTMLElement[] {
  const columns = titled(desk, join(pointer, 0), "");
  const id = `p${pointer}`;
  const area = el("textarea", { id, rows: 2, "aria-describedby": `${id}-hint` });
  area.addEventListener("paste", (event) => {
    event.preventDefault();
    const [heads = [], ...rows] = cells(event.clipboardData?.getData("text/plain") ?? "");
    paste(desk, pointer, columns, heads, rows, again);
  });
  return [
    el("label", { for: id }, WORDS.paste_here),
    el("p", { class: "f-hint", id: `${id}-hint` }, fill(WORDS.paste_hint, { titles: [...columns.keys()].join("、") })),
    area,
  ];
}

/** Title to pointer below an entry, of every field that holds one value or ticks. */
function titled(desk: Desk, entry: string, below: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const pointer of desk.schemas.below(`${entry}${below}`)) {
    const inside = pointer.slice(entry.length);
    const sort = kind(desk, pointer);
    if (sort === "group") titled(desk, entry, inside).forEach((at, title) => found.has(title) || found.set(title, at));
    else if (sort !== "list" && !desk.schemas.says(pointer, "x-made")) found.set(desk.schemas.title(pointer), inside);
  }
  return found;
}

function paste(
  desk: Desk,
  pointer: string,
  columns: Map<string, string>,
  heads: string[],
  rows: string[][],
  again: () => void,
): void {
  const known = new Map([...columns].map(([title, at]) => [asTyped(title), at]));
  const places = heads.map((head) => known.get(asTyped(head)));
  const strange = heads.find((head, place) => head.trim() && places[place] === undefined);
  const told = rows.filter((row) => row.some((text) => text.trim()));
  const stray = told.find((row) => row.some((text, place) => text.trim() && places[place] === undefined));
  if (strange !== undefined || stray || !told.length)
    return say(fill(strange === undefined ? WORDS.paste_titles : WORDS.paste_strange, { found: strange?.trim() }));
  const pasted = new Set<Value>();
  for (const row of told) {
    const entry = new Report(fresh(desk, pointer));
    places.forEach((at, place) => at !== undefined && put(desk, `${pointer}/0`, entry, at, row[place] ?? ""));
    pasted.add(entry.data);
    desk.change((report) => report.add(pointer, entry.data));
  }
  again();
  const what = nameOf(desk, pointer);
  desk.undo.offer(fill(WORDS.pasted_list, { n: told.length, title: what }), WORDS.pasting, () => {
    desk.change((report) => {
      for (let number = report.list(pointer).length; number-- > 0; )
        if (pasted.has(report.list(pointer)[number] as Value)) report.remove(join(pointer, number));
    });
    again();
  });
}

function put(desk: Desk, like: string, entry: Report, at: string, text: string): void {
  const pointer = `${like}${at}`;
  const sort = kind(desk, pointer);
  const value: Value | undefined =
    sort === "choices"
      ? text.split(/[、，,；;\n]+/).filter((part) => part.trim()).map((part) => code(desk, `${pointer}/0`, part))
      : sort === "choice"
        ? code(desk, pointer, text)
        : desk.typed.value(sort, sort === "text" ? text.trim() : text);
  if (value !== undefined && value !== "" && !(Array.isArray(value) && !value.length)) entry.set(at, value);
}

/** The code of a title; what is neither stays as it is, for the check to say so. */
function code(desk: Desk, pointer: string, text: string): string {
  const titles = Object.entries(desk.schemas.says(pointer, "x-titles") ?? {});
  return titles.find(([, title]) => asTyped(title) === asTyped(text))?.[0] ?? text.trim();
}
