/** Groups of fields and lists of entries, drawn from the contract. */

import { fill } from "../contract/catalogue";
import { join } from "../contract/pointer";
import type { Desk } from "./desk";
import { button, el, focus, say } from "./dom";
import { choices, errorSlot, field, hint, idOf, kind, required } from "./field";
import { form as WORDS } from "../../../../schemas/browser.json";

export function draw(desk: Desk, pointer: string): HTMLElement {
  switch (kind(desk, pointer)) {
    case "group":
      return group(desk, pointer, desk.schemas.title(pointer));
    case "list":
      return list(desk, pointer);
    case "choices":
      return choices(desk, pointer);
    default:
      return field(desk, pointer);
  }
}

/** The fields of an object in one box. */
export function group(desk: Desk, pointer: string, title: string, ...more: (Node | undefined)[]): HTMLElement {
  const fields = desk.schemas.below(pointer).map((below) => draw(desk, below));
  const counts = fields.every((made) => made.classList.contains("f-integer"));
  return el(
    "fieldset",
    { class: "f-group", id: idOf(pointer), "data-pointer": pointer },
    el("legend", {}, title, required(desk, pointer)),
    hint(desk, pointer),
    errorSlot(pointer),
    el("div", { class: counts ? "f-counts" : "f-fields" }, ...fields),
    ...more,
  );
}

/** Entries that can be added and taken away. */
function list(desk: Desk, pointer: string): HTMLElement {
  const title =
    desk.schemas.fields(`${pointer}/0`).find((schema) => schema.title)?.title ?? desk.schemas.title(pointer);
  const entries = el("div");
  const add = button(fill(WORDS.add, { title }), () => {
    desk.change((report) => report.add(pointer));
    refill();
    focus(entries.lastElementChild as HTMLElement);
  });
  const remove = (number: number): void => {
    desk.change((report) => report.remove(join(pointer, number)));
    refill();
    focus(add);
    say(fill(WORDS.removed, { title, n: number + 1 }));
  };
  const refill = (): void => {
    const made = desk.report
      .list(pointer)
      .map((_, number) => entry(desk, pointer, title, number, () => remove(number)));
    entries.replaceChildren(...made);
  };
  refill();
  return el(
    "fieldset",
    { class: "f-list", id: idOf(pointer), "data-pointer": pointer },
    el("legend", {}, desk.schemas.title(pointer), required(desk, pointer)),
    hint(desk, pointer),
    errorSlot(pointer),
    entries,
    add,
  );
}

function entry(desk: Desk, pointer: string, title: string, number: number, remove: () => void): HTMLElement {
  const take = button(fill(WORDS.remove_entry, { title, n: number + 1 }), remove, "f-remove");
  return group(desk, join(pointer, number), `${title} ${number + 1}`, take);
}
