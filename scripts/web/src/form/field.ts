/** A field for one value, drawn from what the contract says of it. */

import { fill } from "../contract/catalogue";
import type { Value } from "../contract/types";
import type { Desk } from "./desk";
import { el } from "./dom";
import { type Kind, shown } from "./values";
import { form as WORDS } from "../../../../schemas/browser.json";

const LONG = 300;
const SHORT = 40;

export function kind(desk: Desk, pointer: string): Kind {
  const fields = desk.schemas.fields(pointer);
  if (fields.some((schema) => schema.enum)) return "choice";
  if (fields.some((schema) => schema.items)) return desk.schemas.says(`${pointer}/0`, "enum") ? "choices" : "list";
  if (fields.some((schema) => schema.properties)) return "group";
  if (fields.some(({ type }) => type === "integer")) return "integer";
  if (fields.some(({ $ref }) => $ref?.endsWith("/date"))) return "date";
  return fields.some(({ maxLength = 0 }) => maxLength > LONG) ? "text" : "line";
}

/** Ids of a field and of what is said about it. */
export const idOf = (pointer: string): string => `f${pointer}`;
export const errorId = (pointer: string): string => `e${pointer}`;
/** The nearest thing on the page to a place of the report. */
export function nearest(pointer: string): HTMLElement | null {
  for (let where = pointer; ; where = where.slice(0, where.lastIndexOf("/"))) {
    const found = document.getElementById(idOf(where));
    if (found || !where.includes("/")) return found;
  }
}

/** The nearest place in which something may be said of a place of the report. */
export function nearestSlot(pointer: string): HTMLElement | null {
  for (let where = pointer; where; where = where.slice(0, where.lastIndexOf("/"))) {
    const found = document.getElementById(errorId(where));
    if (found) return found;
  }
  return null;
}

const hintId = (pointer: string): string => `h${pointer}`;

/** Where findings about the value at a pointer show. */
export function errorSlot(pointer: string): HTMLElement {
  return el("div", { class: "f-errors", id: errorId(pointer), hidden: true });
}

export function hint(desk: Desk, pointer: string): HTMLElement | undefined {
  const text = hintText(desk, pointer);
  return text ? el("p", { class: "f-hint", id: hintId(pointer) }, text) : undefined;
}

function hintText(desk: Desk, pointer: string): string {
  const [example] = desk.schemas.says(pointer, "examples") ?? [];
  const shows =
    typeof example === "string" && example.length <= SHORT && ["line", "date"].includes(kind(desk, pointer));
  const say = desk.schemas.says(pointer, "x-say");
  const plain = desk.schemas.fields(pointer).some(({ $ref }) => /\/(line|post)$/.test($ref ?? ""));
  const invited = pointer.endsWith("/participants") && invitation(desk);
  const words = [
    spoken(desk, pointer),
    invited,
    say && !shows && !plain ? say : "",
    shows && fill(WORDS.example, { value: example }),
  ];
  return words.filter(Boolean).join(" ");
}

/** Whom units of this category have to invite. */
function invitation({ contract, unit }: Desk): string {
  const groups = contract.campaign.invites
    .filter(({ category }) => category === unit?.category)
    .map(({ title }) => title);
  return groups.length ? fill(WORDS.invited, { groups: groups.join("、") }) : "";
}

/** The description, with the words of a choice in place of the codes that stand in the file. */
function spoken(desk: Desk, pointer: string): string {
  const titles = Object.entries(desk.schemas.says(pointer, "x-titles") ?? {});
  const text = desk.schemas.says(pointer, "description") ?? "";
  const codes = new RegExp(`(^|[^\\w-])(${titles.map(([code]) => code).join("|")})(?![\\w-])`, "g");
  const named = titles.reduce((left, [code, title]) => left.replace(`${code} ${title}`, title), text);
  return titles.length
    ? named.replace(codes, (_, before, code) => `${before}“${Object.fromEntries(titles)[code]}”`).replace(/” /g, "”")
    : text;
}

export function required(desk: Desk, pointer: string): HTMLElement | false {
  const cut = pointer.lastIndexOf("/");
  const key = pointer.slice(cut + 1);
  const needed = desk.schemas.required(pointer.slice(0, cut), key) || (cut === 0 && desk.need(key) === "required");
  return needed && el("span", { class: "f-need" }, WORDS.required);
}

export function field(desk: Desk, pointer: string): HTMLElement {
  const input = control(desk, pointer);
  const help = hint(desk, pointer);
  const described = [help && hintId(pointer), errorId(pointer)].filter(Boolean).join(" ");
  input.setAttribute("aria-describedby", described);
  const label = el("label", { for: idOf(pointer) }, desk.schemas.title(pointer), required(desk, pointer));
  return el(
    "div",
    { class: `f-field f-${kind(desk, pointer)}`, "data-pointer": pointer },
    label,
    help,
    errorSlot(pointer),
    input,
  );
}

/** An input for a single value, without its label. */
export function control(desk: Desk, pointer: string): HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement {
  const value = desk.report.get(pointer);
  const sort = kind(desk, pointer);
  const input =
    sort === "choice" ? select(desk, pointer, value) : sort === "text" ? area(value) : line(desk, pointer, sort, value);
  input.id = idOf(pointer);
  input.addEventListener("input", () => desk.set(pointer, desk.typed.value(sort, input.value)));
  // What was understood of it stands in the field when it is left.
  input.addEventListener("change", () => void (sort !== "text" && (input.value = shown(desk.report.get(pointer)))));
  return input;
}

function select(desk: Desk, pointer: string, value: Value | undefined): HTMLSelectElement {
  const known = desk.schemas.says(pointer, "enum") ?? [];
  const titles = desk.schemas.says(pointer, "x-titles") ?? {};
  const odd =
    value !== undefined &&
    !known.includes(shown(value)) &&
    el("option", { value: shown(value) }, fill(WORDS.odd, { value: shown(value) }));
  const options = known.map((key) => el("option", { value: key }, titles[key] ?? key));
  const made = el("select", {}, el("option", { value: "" }, WORDS.none), ...options, odd);
  made.value = shown(value);
  return made;
}

function area(value: Value | undefined): HTMLTextAreaElement {
  const made = el("textarea", { rows: 4 });
  made.value = shown(value);
  return made;
}

function line(desk: Desk, pointer: string, sort: Kind, value: Value | undefined): HTMLInputElement {
  const unit = desk.schemas.fields(pointer).some(({ $ref }) => $ref?.endsWith("/unitId"));
  const numeric = sort === "integer" && { inputmode: "numeric" };
  return el("input", {
    type: "text",
    autocomplete: "off",
    value: shown(value),
    ...numeric,
    ...(unit && { list: "f-units" }),
  });
}

/** Boxes to tick, one a word of the campaign. */
export function choices(desk: Desk, pointer: string): HTMLElement {
  const items = desk.schemas.fields(`${pointer}/0`);
  const known = items.find((schema) => schema.enum)?.enum ?? [];
  const titles = items.find((schema) => schema["x-titles"])?.["x-titles"] ?? {};
  const boxes = known.map((key) =>
    el("input", { type: "checkbox", value: key, checked: desk.report.list(pointer).includes(key) }),
  );
  const store = (): void => {
    const ticked = boxes.filter((box) => box.checked).map((box) => box.value);
    desk.set(pointer, ticked.length ? ticked : undefined);
  };
  return el(
    "fieldset",
    { class: "f-field f-choices", id: idOf(pointer), "data-pointer": pointer, onchange: store },
    el("legend", {}, desk.schemas.title(pointer)),
    hint(desk, pointer),
    errorSlot(pointer),
    el("div", { class: "f-boxes" }, ...boxes.map((box) => el("label", {}, box, titles[box.value] ?? box.value))),
  );
}
