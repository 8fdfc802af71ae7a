// What a table, a chart or a list shows now, as rows of texts below a row of headings.
import { site as WORDS } from "../../../../schemas/browser.json";

export type Cells = string[][];
type Values = [name: string, value: string][];

/** A chart in words: what it has a row of, and each row's title and values. */
interface Charted {
  head: string;
  rows: [title: string, values: Values][];
}

const THOUSANDS = /^[-−]?\d{1,3}(,\d{3})+(\.\d+)?$/;

/** The rows of a view as they are shown: those that a filter hides are not among them, those further down are. */
export function cells(view: Element): Cells {
  if (view instanceof HTMLTableElement) return ofTable(view);
  if (view.matches("[data-filter-list]")) return ofList(view);
  if (view.matches(".states-bar")) return ofStates(view);
  return wide(view.matches(".bars") ? ofBars(view) : ofPoints(view));
}

/** The words of a part for who does not see it; a chart has its label, a sign says nothing. */
export function said(part: Node): string {
  const words = (node: Node): string => {
    if (!(node instanceof Element)) return node.textContent ?? "";
    if (node.matches("br")) return " ";
    const before = node.matches(".reason") ? " " : ""; // it stands on a line of its own
    if (node.matches("[aria-hidden], .on-paper, [hidden]")) return "";
    return before + (node.getAttribute("aria-label") ?? [...node.childNodes].map(words).join(""));
  };
  return plain(words(part).trim().replace(/\s+/g, " "));
}

/** A number as programs read it. */
function plain(text: string): string {
  return THOUSANDS.test(text) ? text.replace(/,/g, "") : text;
}

/** Parts of a label such as 满意 65.0%，弃权 2.1%: what, and how much. A title may have a comma, the last word of a part has none. */
function parts(label: string): Values {
  return (label.match(/[^，].*? [^ ，]+(?=，|$)/g) ?? []).map((part) => {
    const gap = part.lastIndexOf(" ");
    return [part.slice(0, gap), plain(part.slice(gap + 1))];
  });
}

/** What the segments of a bar say, one by one, drawn or in words. */
export function barParts(bar: Element): Values {
  return parts((bar.getAttribute("aria-label") ?? bar.textContent ?? "").replace(/^[^，]*：/, ""));
}

/** Rows whose values have names become columns, in the order in which the names first come. */
function wide({ head, rows }: Charted): Cells {
  const names = [...new Set(rows.map(([, values]) => values.map(([name]) => name)).reduce((all, some) => all.concat(some), []))];
  return [
    [head, ...names],
    ...rows.map(([title, values]) => [title, ...names.map((name) => values.find(([found]) => found === name)?.[1] ?? "")]),
  ];
}

function ofBars(view: Element): Charted {
  const rows = [...view.querySelectorAll("svg.bar")].map((bar): Charted["rows"][0] => [
    said(bar.parentElement?.querySelector(".bar-label") ?? bar.closest("dd")?.previousElementSibling ?? new Text(WORDS.all)),
    barParts(bar),
  ]);
  return { head: WORDS.columns.bars, rows };
}

function ofPoints(view: Element): Charted {
  const lines = [...view.querySelectorAll("title")].map((title) => (title.textContent ?? "").split("\n"));
  const rows = [...new Set(lines.reduce((all, some) => all.concat(some), []))].map((line): Charted["rows"][0] => {
    const colon = line.lastIndexOf("：");
    return [line.slice(0, colon), parts(line.slice(colon + 1))];
  });
  return { head: WORDS.columns.points, rows };
}

function ofStates(view: Element): Cells {
  const counts = [...view.querySelectorAll("li")].map((entry) => {
    const count = said(entry.querySelector("strong") ?? entry);
    return [said(entry).slice(0, -count.length).trim(), count];
  });
  return [WORDS.columns.states, ...counts];
}

function ofList(view: Element): Cells {
  const entries = [...view.querySelectorAll<HTMLElement>(".entry, :scope > li")].filter((entry) => !entry.closest("[hidden]"));
  const first = (entry: Element, path: string): string => said(entry.querySelector(path) ?? new Text());
  return [
    WORDS.columns.list,
    ...entries.map((entry) => [
      [...entry.querySelectorAll(".tag")].map(said).join(" "),
      first(entry, "h3, h4, a"),
      first(entry, ".course"),
      ...[...entry.querySelectorAll("dt")].map((term) => `${said(term)}：${said(term.nextElementSibling ?? term)}`),
    ]),
  ];
}

function ofTable(table: HTMLTableElement): Cells {
  const shown = (row: HTMLTableRowElement): boolean => !row.hidden;
  const head = spread([...(table.tHead?.rows ?? [])]);
  const titles = (head[0] ?? []).map((_, column) => [...new Set(head.map((line) => line[column] ?? ""))].join(" ").trim());
  const foot = table.tFoot?.hidden ? [] : [...(table.tFoot?.rows ?? [])];
  const bodies = [...table.tBodies].map((body) => [...body.rows].filter(shown));
  return [titles, ...bodies.reduce((all, some) => all.concat(some), []).concat(foot).map((row) => spread([row])[0] ?? [])];
}

/** The texts of rows whose cells are joined over columns and lines: joined ones of a line say theirs in every place. */
function spread(rows: readonly HTMLTableRowElement[]): Cells {
  const lines: Cells = rows.map(() => []);
  rows.forEach((row, line) => {
    let column = 0;
    for (const cell of row.cells) {
      while (lines[line]?.[column] !== undefined) column += 1;
      for (let down = 0; down < cell.rowSpan; down += 1)
        for (let right = 0; right < cell.colSpan; right += 1) {
          const place = lines[line + down];
          if (place) place[column + right] = said(cell);
        }
      column += cell.colSpan;
    }
  });
  return lines;
}
