// Below every table, chart and list: its rows as a file, as they are shown, and a link to the page as it is shown.
import { fill } from "../contract/catalogue";
import { copied } from "../floor/copied";
import { saved } from "../floor/saved";
import { site as WORDS } from "../../../../schemas/browser.json";
import { address, follow, anchor } from "./address";
import { cells, said, type Cells } from "./cells";
import { unfolded } from "./unfolded";

const VIEWS = ".scroll > .t, .bars, .plot svg.funnel, .states-bar, [data-filter-list='ledger']";
const NEVER = ".answers, .counting, .search-page";
/** What a spreadsheet would run instead of show, as in scripts/pingyi/tables/dataset.py; a number is none. */
const FORMULA = /^[=+\-@＝＋－＠\t\r](?![\d.,]+%?$)/;
const UNFIT = /[\\/:*?"<>|\s]+/g;

/** Give every view its name on the page and its tools. */
export function views(): void {
  const counts = new Map<string, number>();
  for (const view of document.querySelectorAll<HTMLElement>(VIEWS)) {
    if (view.closest(NEVER)) continue;
    const part = view.closest("section[aria-labelledby]")?.getAttribute("aria-labelledby") ?? "view";
    const count = (counts.get(part) ?? 0) + 1;
    counts.set(part, count);
    view.id = view.id || `${part}-${count}`;
    end(view).after(tools(view));
  }
  const wanted = document.getElementById(anchor());
  unfolded(wanted);
  // The browser looked for the place before it had its name, or where it was folded.
  if (wanted?.closest("details") || /-\d+$/.test(anchor())) wanted?.scrollIntoView();
}

/** What the tools of a view stand behind. */
function end(view: HTMLElement): Element {
  if (view.matches("[data-filter-list]")) return document.querySelector("[data-filter-status]") ?? view;
  return view.closest(".scroll") ?? view.closest(".plot")?.querySelector("figcaption") ?? view;
}

/** What a view is called, with its page. */
function title(view: Element): string {
  const page = said(document.querySelector("h1") ?? view);
  const found = view.querySelector("caption span, .states-title") ?? view.closest(".plot")?.querySelector(".plot-t");
  const own = said(found ?? view.closest("section")?.querySelector("h2") ?? new Text());
  return own.startsWith(page) ? own : `${page}：${own}`;
}

function tools(view: HTMLElement): HTMLElement {
  const made = document.createElement("div");
  made.className = "view-tools";
  const status = document.createElement("span");
  status.setAttribute("aria-live", "polite");
  made.append(file(view), link(view, status), status);
  return made;
}

function file(view: HTMLElement): HTMLElement {
  const named = fill(WORDS.csv_of, { title: title(view) });
  // Of thousands of points a chart knows no names; the file below it does.
  const whole = view.matches(".funnel") && view.querySelector("svg > path");
  const source = whole ? view.closest("section")?.querySelector<HTMLAnchorElement>('.source a[href*="funnel"], .source a[href$=".zip"]') : null;
  const button = document.createElement(source ? "a" : "button");
  button.textContent = WORDS.csv;
  button.setAttribute("aria-label", named);
  if (button instanceof HTMLAnchorElement) Object.assign(button, { href: source?.href, download: "" });
  else button.addEventListener("click", () => saved(csv(cells(view)), `${title(view).replace(UNFIT, " ").trim()}.csv`));
  return button;
}

function link(view: HTMLElement, status: HTMLElement): HTMLElement {
  const made = document.createElement("a");
  made.textContent = WORDS.link;
  made.setAttribute("aria-label", fill(WORDS.link_of, { title: title(view) }));
  follow(() => (made.href = address(`#${view.id}`)));
  made.addEventListener("click", async (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    history.replaceState(null, "", made.href);
    status.textContent = made.href;
    status.textContent = (await copied(status)) ? WORDS.link_copied : WORDS.link_shown;
  });
  return made;
}

/** A file that a spreadsheet opens with its Chinese right. */
function csv(rows: Cells): Blob {
  const cell = (text: string): string => {
    const safe = FORMULA.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
  };
  return new Blob(["\ufeff", ...rows.map((row) => `${row.map(cell).join(",")}\r\n`)], { type: "text/csv" });
}
