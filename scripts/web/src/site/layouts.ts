// Distributions drawn as 100 % bars or around the middle of their scale, as the reader likes; those that come in words, drawn at all.
// Follows scripts/pingyi/charts/bars.py.
import { site as WORDS } from "../../../../schemas/browser.json";
import { ask, asked, follow } from "./address";
import { barParts } from "./cells";

type Layout = "stacked" | "diverging";
type Part = "positive" | "middle" | "negative" | "aside";
interface Segment {
  colour: string;
  size: number;
  label: string;
  part: Part;
}

const LAYOUT = "bars";
const GAP = 4;
const LABEL_FROM = 14;
const SHARE = /^\d+(\.\d+)?%$/;
const CENTRE = [[-5, 4], [24, 33]] as const;

/** Draw what is not drawn, and give the tools of every distribution with good and bad grades a switch; all charts of a page are drawn alike. */
export function layouts(): void {
  for (const chart of document.querySelectorAll<HTMLElement>(".bars")) {
    const tools = chart.nextElementSibling;
    const legend = (chart.closest(".plots") ?? chart).previousElementSibling;
    if (!legend?.matches(".legend")) continue;
    const places = [...chart.querySelectorAll<SVGElement | HTMLElement>("svg.bar, dd")];
    const rows = places.map((place) => segments(place, legend));
    const shares = rows.every((row) => row.every(({ label }) => SHARE.test(label)));
    chart.classList.add(shares ? "drawn" : "told");
    if (!shares) continue;
    const bars = places.map((place) => (place instanceof SVGElement ? place : barIn(place)));
    if (chart instanceof HTMLDListElement) draw(bars, redrawn(rows, usual(rows)));
    if (tools?.matches(".view-tools") && legend.querySelector(".n1") && legend.querySelector(".p1")) switchable(chart, bars, rows, tools);
  }
}

/** A bar with the words in whose place it stands. */
function barIn(place: Element): SVGElement {
  const bar = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  bar.setAttribute("class", "bar");
  bar.setAttribute("role", "img");
  bar.setAttribute("aria-label", place.textContent ?? "");
  place.replaceChildren(bar);
  return bar;
}

function draw(bars: readonly SVGElement[], drawings: readonly string[]): void {
  bars.forEach((bar, row) => {
    bar.innerHTML = drawings[row] ?? "";
    bar.removeAttribute("data-titled");
  });
}

/** Bars with a middle are laid around it. */
function usual(rows: readonly Segment[][]): Layout {
  return rows.some((row) => row.some(({ part }) => part === "middle")) ? "diverging" : "stacked";
}

function switchable(chart: HTMLElement, bars: readonly SVGElement[], rows: readonly Segment[][], tools: Element): void {
  const built: Layout = chart.querySelector("line.centre") ? "diverging" : "stacked";
  const other: Layout = built === "stacked" ? "diverging" : "stacked";
  const drawings = bars.map((bar) => bar.innerHTML);
  const button = document.createElement("button");
  button.addEventListener("click", () => ask({ [LAYOUT]: drawn === built ? other : "" }));
  tools.lastElementChild?.before(button);
  const aid = document.createElement("p");
  aid.className = "note";
  aid.textContent = WORDS.aids[other];
  tools.after(aid);
  let drawn = built;
  follow(() => {
    const wanted = asked(LAYOUT) === other ? other : built;
    button.textContent = WORDS.layouts[wanted === built ? other : built];
    aid.hidden = wanted === built;
    for (const usual of document.querySelectorAll<HTMLElement>(".bars-aid")) usual.hidden = wanted !== built;
    if (drawn === wanted) return;
    drawn = wanted;
    draw(bars, drawn === built ? drawings : redrawn(rows, drawn));
  });
}

/** What a bar consists of: its words say how much of what, the legend in which colour; of grades that are told together none. */
function segments(bar: Element, legend: Element): Segment[] {
  const grades = [...legend.children];
  const worst = grades.map(({ className }) => /^n\d/.test(className)).lastIndexOf(true);
  return barParts(bar).map(([title, label]) => {
    const place = grades.findIndex(({ textContent }) => textContent === title);
    const colour = grades[place]?.className ?? "blank";
    const between = colour === "neutral" && place < worst;
    return { colour, label, size: parseFloat(label), part: between ? "middle" : partOf(colour) };
  });
}

function partOf(colour: string): Part {
  return colour.startsWith("p") ? "positive" : colour.startsWith("n") && colour !== "neutral" ? "negative" : "aside";
}

function redrawn(rows: readonly Segment[][], layout: Layout): string[] {
  if (layout === "stacked") return rows.map((row) => drawing(row, 0, 0, 1));
  const extents = rows.map(extent);
  const [left, right, aside] = [0, 1, 2].map((side) => Math.max(0, ...extents.map((sizes) => sizes[side] ?? 0))) as [number, number, number];
  const scale = 100 / (left + right + (aside ? GAP + aside : 0));
  const x = percent(left * scale);
  const centre = CENTRE.map(([top, end]) => `<line class="centre" x1="${x}" x2="${x}" y1="${top}" y2="${end}"/>`).join("");
  return rows.map((row, place) => drawing(row, left - (extents[place]?.[0] ?? 0), left + right + GAP, scale) + centre);
}

/** Percent of share to the left and to the right of the centre, and set apart. */
function extent(row: readonly Segment[]): [number, number, number] {
  const sum = (part: Part): number => row.filter((one) => one.part === part).reduce((all, { size }) => all + size, 0);
  const half = sum("middle") / 2;
  return [sum("positive") + half, half + sum("negative"), sum("aside")];
}

/** The segments in a row, those set apart from the scale, if `apart` says where, in a row of their own. */
function drawing(row: readonly Segment[], start: number, apart: number, scale: number): string {
  return row.map((one) => {
    const aside = apart > 0 && one.part === "aside";
    const from = aside ? apart : start;
    aside ? (apart += one.size) : (start += one.size);
    const width = one.size * scale;
    const text = `<text x="${percent(from * scale + width / 2)}">${one.label}</text>`;
    return `<rect class="${one.colour}" x="${percent(from * scale)}" width="${percent(width)}"/>${width < LABEL_FROM ? "" : text}`;
  }).join("");
}

function percent(length: number): string {
  return `${length.toFixed(2)}%`;
}
