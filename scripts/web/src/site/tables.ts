// Tables of the pages: columns that sort, a filter above long ones, headings that stay. Without it every row still reads.
import { fill } from "../contract/catalogue";
import { site as WORDS } from "../../../../schemas/browser.json";
import { ask, asked, follow } from "./address";
import { said } from "./cells";
import { cellText, ordered } from "./order";
import { unfolded } from "./unfolded";

const ORDERS = ["ascending", "descending"];
const DOWN = "-";

export function tables(): void {
  document.querySelectorAll<HTMLTableElement>("table[data-sort]").forEach(sortable);
  document.querySelectorAll<HTMLElement>(".table-long").forEach(filterable);
  addEventListener("load", () => {
    boxes();
    addEventListener("resize", boxes);
    // What is folded has no width in old browsers.
    document.addEventListener("toggle", boxes, true);
  });
}

function sortable(table: HTMLTableElement): void {
  const body = table.tBodies[0];
  if (!body) return;
  const rows = [...body.rows];
  const headings = [...(table.tHead?.rows[0]?.cells ?? [])];
  if (rows.some((row) => row.cells.length !== headings.length)) return;
  const titles = headings.map(said);
  const name = `${table.id}.sort`;
  headings.forEach((heading, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append(...heading.childNodes);
    button.addEventListener("click", () => ask({ [name]: next(titles[column] ?? "") }));
    heading.append(button);
  });
  let shown = "";
  follow(() => {
    if (asked(name) === shown) return;
    shown = asked(name);
    if (shown) unfolded(table);
    sort(titles.indexOf(shown.replace(/^-/, "")), shown.startsWith(DOWN));
  });

  /** Up, then down, then as it was. */
  function next(title: string): string {
    if (shown === title) return DOWN + title;
    return shown === DOWN + title ? "" : title;
  }

  function sort(column: number, descending: boolean): void {
    headings.forEach((heading) => heading.removeAttribute("aria-sort"));
    headings[column]?.setAttribute("aria-sort", ORDERS[Number(descending)]!);
    const places = column < 0 ? [...rows.keys()] : ordered(rows.map((row) => cellText(row.cells[column])), descending);
    body?.append(...places.map((place) => rows[place] as Node));
  }
}

function filterable(part: HTMLElement): void {
  const input = part.querySelector<HTMLInputElement>(".table-filter input");
  const found = part.querySelector<HTMLElement>(".table-found");
  const rows = [...part.querySelectorAll<HTMLTableRowElement>("tbody tr")];
  const foot = part.querySelector<HTMLElement>("tfoot");
  // Paper shows what the screen shows, and says so.
  const onPaper = document.createElement("span");
  onPaper.className = "on-paper";
  part.querySelector("caption")?.append(onPaper);
  if (!input) return;
  const name = `${part.querySelector("table")?.id}.words`;
  input.addEventListener("input", () => ask({ [name]: input.value.trim() }, true));
  let wanted = "";
  follow(() => {
    if (asked(name) === wanted) return;
    wanted = asked(name);
    if (wanted !== input.value.trim()) input.value = wanted;
    const words = wanted.toLowerCase().split(/\s+/);
    const fits = rows.map((row) => words.every((word) => row.textContent?.toLowerCase().includes(word)));
    const shown = withParents(rows, fits);
    rows.forEach((row, place) => (row.hidden = !shown[place]));
    if (wanted) unfolded(part);
    // A sum of all rows would stand below some.
    if (foot) foot.hidden = wanted !== "";
    const [few, all] = [fits.filter(Boolean).length, rows.length];
    if (found) found.textContent = wanted ? fill(WORDS.rows, { shown: few, all }) : "";
    onPaper.textContent = wanted ? fill(WORDS.filtered, { words: wanted, shown: few, all }) : "";
  });
}

/** Rows that fit, and the rows above them in the tree, so that a row never stands below a foreign one. */
function withParents(rows: readonly HTMLTableRowElement[], fits: readonly boolean[]): boolean[] {
  const shown = [...fits];
  let wanted = 0;
  for (let place = rows.length - 1; place >= 0; place -= 1) {
    const depth = Number(/depth-(\d)/.exec(rows[place]?.cells[0]?.className ?? "")?.[1] ?? 0);
    if (fits[place]) wanted = Math.max(wanted, depth);
    else if (depth < wanted) shown[place] = true;
    if (shown[place] && depth < wanted) wanted = depth;
  }
  return shown;
}

/** A box that scrolls must be reached by the keyboard; one that does not must not, and lets its headings stay below the header. */
function boxes(): void {
  document.querySelectorAll<HTMLElement>(".scroll, .md-typeset__scrollwrap").forEach((box) => {
    const fits = box.scrollWidth <= box.clientWidth;
    box.classList.toggle("fits", fits);
    if (fits) box.removeAttribute("tabindex");
    else box.tabIndex = 0;
    if (!fits && !box.hasAttribute("role")) {
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", box.querySelector("caption span")?.textContent ?? WORDS.scroll);
    }
  });
}
