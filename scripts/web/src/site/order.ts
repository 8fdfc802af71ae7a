// How the cells of a column compare: numbers, then everything else as Chinese sorts it; cells that say nothing come last.
import { site as WORDS } from "../../../../schemas/browser.json";

const SILENT = new Set(["", ...WORDS.silent]);
const NUMBER = new RegExp(`^[-−]?\\d[\\d,]*(?:\\.\\d+)?(?=$|[\\s%※/${WORDS.counted.join("")}])`);
const CHINESE = new Intl.Collator("zh-CN", { numeric: true });

/** What a cell is sorted by: its `data-value` where it has one, else its text. */
export function cellText(cell: Element | undefined): string {
  return (cell?.getAttribute("data-value") ?? cell?.textContent ?? "").trim().replace(/\s+/g, " ");
}

/** The places of the texts in the order asked for; equal ones keep theirs. */
export function ordered(texts: readonly string[], descending: boolean): number[] {
  const numeric = texts.every((text) => SILENT.has(text) || NUMBER.test(text));
  const compare = numeric ? byNumber : CHINESE.compare;
  const places = texts.map((_, place) => place);
  return places.sort((left, right) => {
    const [one, other] = [texts[left] ?? "", texts[right] ?? ""];
    const silent = Number(SILENT.has(one)) - Number(SILENT.has(other));
    return silent || (descending ? compare(other, one) : compare(one, other)) || left - right;
  });
}

function byNumber(one: string, other: string): number {
  return value(one) - value(other);
}

function value(text: string): number {
  return Number((NUMBER.exec(text)?.[0] ?? "0").replace(/,/g, "").replace("−", "-"));
}
