// One unit that the reader chose: lit up in every chart and table of the page, and named at its foot with the way to its own page.
import { fill } from "../contract/catalogue";
import { site as WORDS } from "../../../../schemas/browser.json";
import { ask, asked, follow, anchor } from "./address";
import { said } from "./cells";
import { unfolded } from "./unfolded";

const UNIT = "unit";
const SITE = new URL("..", (document.currentScript as HTMLScriptElement).src).href;
const LINKS = "tbody tr > th:first-child a, svg.funnel a";
const NEAR = 24;
const SVG = "http://www.w3.org/2000/svg";

/** Where a unit stands on the page: a row of a table, or the link of a point. */
type Place = HTMLTableRowElement | SVGAElement;

/** What was touched last, until what it chose is shown. */
let held: Element | null = null;

/** On pages that ask for it, let a touch on a row or point, or a name that is typed, choose a unit. */
export function choosing(): void {
  const asking = document.querySelector<HTMLElement>(".choosing");
  if (!asking) return;
  const bar = document.createElement("div");
  bar.className = "chosen-bar";
  bar.setAttribute("role", "status");
  document.body.append(bar);
  const found = places();
  asking.append(search(found));
  document.addEventListener("click", (event) => {
    const point = touched(event);
    const words = point && bar.querySelector("span");
    if (words) words.textContent = fill(WORDS.chosen, { name: wordsOf(point), n: found.get(unitOf(point))?.length });
  });
  document.querySelectorAll<SVGElement>("svg.funnel:not(.key)").forEach(walkable);
  let chosen = "";
  follow(() => {
    // From a unit's page a link leads to its row (`rowOf`).
    const wanted = asked(UNIT) || anchor();
    if (chosen) (found.get(chosen) ?? []).forEach((one) => light(one, false));
    chosen = found.has(wanted) ? wanted : "";
    const lit = found.get(chosen) ?? [];
    lit.forEach((one) => light(one, true));
    const before = held?.getBoundingClientRect().top ?? 0;
    lit.forEach(unfolded);
    // What was touched stays where it is, whatever unfolds above it.
    if (held) scrollBy(0, held.getBoundingClientRect().top - before);
    held = null;
    marks(lit);
    bar.replaceChildren(...(chosen ? told(chosen, lit) : []));
    document.documentElement.classList.toggle("has-chosen", chosen !== "");
  });
}

/** From a unit's page the way to an item leads to the unit's row there. */
export function rowOf(): void {
  const { own = "" } = document.querySelector<HTMLElement>("[data-own]")?.dataset ?? {};
  for (const link of document.querySelectorAll<HTMLAnchorElement>('[data-own] th a[href*="results/"]')) {
    // Not by `hash`, which makes it a whole address, as paper prints those of other sites.
    if (!link.hash) link.setAttribute("href", `${link.getAttribute("href")}#${own}`);
  }
}

/** The unit whose page a link leads to. */
function unitOf(link: Element | null): string {
  if (!link) return "";
  const address = new URL(link.getAttribute("href") ?? "", location.href).href;
  const path = address.startsWith(`${SITE}units/`) ? address.slice(`${SITE}units/`.length) : "";
  return decodeURIComponent(/^([^?#]+)\.html/.exec(path)?.[1] ?? "");
}

function places(): Map<string, Place[]> {
  const found = new Map<string, Place[]>();
  for (const link of document.querySelectorAll<HTMLAnchorElement | SVGAElement>(LINKS)) {
    const unit = unitOf(link);
    const place = link instanceof SVGElement ? link : link.closest("tr");
    if (unit && place) found.set(unit, [...(found.get(unit) ?? []), place]);
  }
  return found;
}

function nameOf(place: Place): string {
  if (place instanceof HTMLTableRowElement) return said(place.querySelector("th a") ?? place);
  return wordsOf(place).split("：").slice(0, -1).join("：");
}

/** What a point says, of its own unit: of several units at one place each says its own first. */
function wordsOf(point: Element): string {
  return (point.querySelector("title")?.textContent ?? "").split("\n")[0] ?? "";
}

/** Choose the unit of the point or row that was touched. Returns the point. */
function touched(event: MouseEvent): SVGAElement | null {
  const target = event.target as Element;
  if (event.ctrlKey || event.metaKey || event.shiftKey || String(getSelection()) !== "") return null;
  const chart = target.closest<SVGElement>("svg.funnel:not(.key)");
  const point = target.closest<SVGAElement>("svg.funnel a") ?? (chart && nearest(chart, event));
  const row = target.closest("a, button, input, label, summary") ? null : target.closest("tbody tr");
  const unit = unitOf(point ?? row?.querySelector("th:first-child a") ?? null);
  if (!unit || (point && asked(UNIT) === unit && target.closest("a"))) return null; // touched again, a point leads to the unit's page
  event.preventDefault();
  held = point ?? row;
  ask({ [UNIT]: unit });
  return point;
}

/** A finger is broader than a point. */
function nearest(chart: SVGElement, { clientX, clientY }: MouseEvent): SVGAElement | null {
  const away = (point: Element): number => {
    const { left, right, top, bottom } = point.getBoundingClientRect();
    return Math.hypot((left + right) / 2 - clientX, (top + bottom) / 2 - clientY);
  };
  const [first] = [...chart.querySelectorAll<SVGAElement>("a")].map((point) => ({ point, far: away(point) })).sort((one, other) => one.far - other.far);
  return first && first.far <= NEAR ? first.point : null;
}

/** One stop of the keyboard a chart: arrows go from point to point, from few ballots to many. */
function walkable(chart: SVGElement): void {
  const x = (point: Element): number => Number(/M(\d+)/.exec(point.querySelector("path")?.getAttribute("d") ?? "")?.[1]);
  const points = [...chart.querySelectorAll<SVGAElement>("a")].sort((one, other) => x(one) - x(other));
  points[0]?.setAttribute("tabindex", "0");
  chart.addEventListener("keydown", (event) => {
    const place = points.indexOf(event.target as SVGAElement);
    const steps: Record<string, number> = { ArrowRight: place + 1, ArrowLeft: place - 1, Home: 0, End: points.length - 1 };
    const next = points[steps[event.key] ?? -1];
    if (!next) return;
    event.preventDefault();
    points[place]?.setAttribute("tabindex", "-1");
    next.setAttribute("tabindex", "0");
    next.focus();
  });
}

function light(place: Place, lit: boolean): void {
  place.classList.toggle("chosen", lit);
  lit ? place.setAttribute("aria-current", "true") : place.removeAttribute("aria-current");
}

/** In charts the unit's name; on all strips of its table its share. */
function marks(lit: readonly Place[]): void {
  document.querySelectorAll(".chosen-mark").forEach((mark) => mark.remove());
  for (const place of lit) {
    if (place instanceof HTMLTableRowElement) across(place);
    else named(place);
  }
}

function across(row: HTMLTableRowElement): void {
  const x = /M(-?\d+)/.exec(row.querySelector(".strip .own")?.getAttribute("d") ?? "")?.[1];
  if (x === undefined) return;
  row.closest("table")?.querySelectorAll("svg.strip").forEach((strip) => {
    strip.append(drawn("path", { d: `M${x} 0v24` }));
  });
}

function named(point: SVGAElement): void {
  const plot = point.closest("svg");
  const [x, y] = (/M(\d+) (\d+)/.exec(point.querySelector("path")?.getAttribute("d") ?? "") ?? []).slice(1).map(Number);
  if (!plot || x === undefined || y === undefined) return;
  const size = (name: string): number => parseFloat(plot.getAttribute(name) ?? "0");
  const right = x > 500;
  const text = drawn("text", {
    x: `${size("x") + (x / 1000) * size("width") + (right ? -2.5 : 2.5)}%`,
    y: String(size("y") + (y / 1000) * size("height") + 4),
    "text-anchor": right ? "end" : "start",
  });
  text.textContent = nameOf(point);
  plot.parentElement?.append(text);
}

function drawn(name: "path" | "text", attributes: Record<string, string>): SVGElement {
  const made = document.createElementNS(SVG, name);
  made.setAttribute("class", "chosen-mark");
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

/** What was chosen, what the chart last touched says of it, and what can be done. */
function told(unit: string, lit: readonly Place[]): HTMLElement[] {
  const words = document.createElement("span");
  words.textContent = fill(WORDS.chosen, { name: lit[0] && nameOf(lit[0]), n: lit.length });
  const page = document.createElement("a");
  page.href = `${SITE}units/${unit}.html`;
  page.textContent = WORDS.open_chosen;
  const undo = document.createElement("button");
  undo.textContent = WORDS.unchoose;
  undo.addEventListener("click", () => {
    if (anchor() === unit) history.replaceState(null, "", location.pathname + location.search);
    ask({ [UNIT]: "" });
  });
  return [words, page, undo];
}

/** A field for the name of a unit, which needs no pointer. */
function search(found: Map<string, Place[]>): HTMLElement {
  const names = new Map<string, string>();
  for (const [unit, [first]] of found) {
    const name = first ? nameOf(first) : unit;
    names.set(names.has(name) ? `${name}（${unit}）` : name, unit);
  }
  const label = document.createElement("label");
  const input = document.createElement("input");
  input.setAttribute("list", "units-here");
  input.placeholder = WORDS.choose_hint;
  input.autocomplete = "off";
  const list = document.createElement("datalist");
  list.id = "units-here";
  list.append(...[...names.keys()].map((name) => Object.assign(document.createElement("option"), { value: name })));
  input.addEventListener("input", () => {
    const unit = names.get(input.value.trim());
    if (unit) ask({ [UNIT]: unit });
  });
  label.append(WORDS.choose, " ", input, list);
  return label;
}
