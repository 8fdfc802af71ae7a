/** Fields, groups of fields and lists, drawn from the contract. */

import type { Desk } from "./desk";
import { el } from "./dom";
import { list } from "./entries";
import { choices, errorSlot, field, hint, idOf, kind, required } from "./field";

export function draw(desk: Desk, pointer: string): HTMLElement {
  switch (kind(desk, pointer)) {
    case "group":
      return group(desk, pointer, desk.schemas.title(pointer));
    case "list":
      return list(desk, pointer, group);
    case "choices":
      return choices(desk, pointer);
    default:
      return field(desk, pointer);
  }
}

/** The fields of an object in one box. */
export function group(desk: Desk, pointer: string, title: string, ...more: (Node | undefined)[]): HTMLElement {
  const asked = desk.schemas.below(pointer).filter((below) => !made(desk, below));
  const fields = asked.map((below) => draw(desk, below));
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

/** Whether the contract makes up the value, and it is there as it should be: nobody has to type it. */
function made(desk: Desk, pointer: string): boolean {
  const form = desk.schemas.says(pointer, "x-made") && desk.schemas.says(pointer, "pattern");
  return form ? new RegExp(form, "u").test(String(desk.report.get(pointer) ?? "")) : false;
}
