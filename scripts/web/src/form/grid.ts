/** The ballot grids: for each scale items × grades, each row summed against the valid ballots while it is typed. */

import { fill } from "../contract/catalogue";
import { join } from "../contract/pointer";
import type { Grade, Item, Subject } from "../contract/types";
import type { Desk } from "./desk";
import { el, say } from "./dom";
import { control, errorSlot, idOf } from "./field";
import { shown } from "./values";
import { form as WORDS } from "../../../../schemas/browser.json";

const BLANK = "blank";
const MOVES: Record<string, [rows: number, columns: number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  Enter: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** A box with a grid for each scale of the subject. `base`: the pointer of the number that every row has to sum up to. */
export function grids(desk: Desk, subject: Subject, pointer: string, base: string): HTMLElement {
  const scales = [...new Set(subject.items.map((item) => item.scale.id))];
  const drawn = scales.map((scale) => {
    const items = subject.items.filter((item) => item.scale.id === scale);
    const caption =
      scales.length > 1
        ? fill(WORDS.grid_caption_scale, { title: subject.title, scale: items[0]?.scale.title })
        : fill(WORDS.grid_caption, { title: subject.title });
    return new Grid(desk, subject, items, caption, pointer, base);
  });
  const box = el(
    "div",
    { class: "f-gridbox", id: idOf(pointer), "data-pointer": pointer },
    el("p", { class: "f-hint" }, WORDS.grid_hint),
    errorSlot(pointer),
    ...subject.items.map((item) => errorSlot(join(pointer, item.id))),
    ...drawn.map((grid) => grid.element),
  );
  const update = (): void =>
    box.isConnected ? drawn.forEach((grid) => grid.update()) : desk.removeEventListener("change", update);
  desk.addEventListener("change", update);
  return box;
}

class Grid {
  readonly element: HTMLElement;
  private readonly columns: Grade[];
  private readonly rows: HTMLInputElement[][];
  private readonly sums: HTMLOutputElement[];

  /** `items`: those of one scale. */
  constructor(
    private readonly desk: Desk,
    private readonly subject: Subject,
    private readonly items: Item[],
    private readonly caption: string,
    private readonly pointer: string,
    private readonly base: string,
  ) {
    const first = items[0];
    const blank = { id: BLANK, title: desk.schemas.title(`${pointer}/${first?.id ?? ""}/${BLANK}`) };
    this.columns = [...(first?.grades ?? []), blank];
    this.rows = items.map((item) => this.columns.map((column) => this.cell(item, column)));
    this.sums = items.map(() => el("output"));
    this.element = this.table();
    this.element.addEventListener("keydown", (event) => this.move(event));
    this.element.addEventListener("paste", (event) => this.paste(event));
    this.update();
  }

  /** Sums anew. */
  update(): void {
    const wanted = this.desk.report.get(this.base);
    this.sums.forEach((sum, row) => {
      const counts = (this.rows[row] ?? []).map((cell) => this.desk.typed.value("integer", cell.value));
      const numbers = counts.filter((count): count is number => typeof count === "number");
      const total = numbers.reduce((left, count) => left + count, 0);
      const [text, state] = numbers.length ? compared(total, wanted) : ["", ""];
      // Read out when it changes, so not each time that anything does.
      if (sum.textContent !== text) sum.textContent = text;
      sum.className = `f-sum ${state}`;
    });
  }

  private cell(item: Item, column: Grade): HTMLInputElement {
    const made = control(this.desk, join(join(this.pointer, item.id), column.id)) as HTMLInputElement;
    made.setAttribute("aria-labelledby", `${this.rowId(item)} ${this.columnId(column)}`);
    return made;
  }

  /** Roles are said, for on a phone the table is laid out as blocks and would lose its own. */
  private table(): HTMLElement {
    const base = WORDS.compare[this.subject.counts];
    const heads = this.columns.map((column) =>
      el("th", { scope: "col", role: "columnheader", id: this.columnId(column) }, column.title),
    );
    const head = el(
      "tr",
      { role: "row" },
      el("th", { scope: "col", role: "columnheader" }, WORDS.item),
      ...heads,
      el("th", { scope: "col", role: "columnheader" }, `${WORDS.total} / ${base}`),
    );
    return el(
      "table",
      { role: "table", class: "f-grid" },
      el("caption", {}, this.caption),
      el("thead", { role: "rowgroup" }, head),
      el("tbody", { role: "rowgroup" }, ...this.items.map((item, row) => this.row(item, row))),
    );
  }

  private row(item: Item, row: number): HTMLElement {
    const pointer = join(this.pointer, item.id);
    const cells = this.columns.map((column, place) => {
      const cell = this.rows[row]?.[place];
      const where = join(pointer, column.id);
      return el(
        "td",
        { role: "cell", "data-label": column.title, "data-pointer": where },
        cell,
        errorSlot(where),
      );
    });
    const head = el("th", { scope: "row", role: "rowheader", id: this.rowId(item) }, item.title);
    const sum = el("td", { role: "cell", "data-label": WORDS.total }, this.sums[row]);
    return el("tr", { role: "row", id: idOf(pointer), "data-pointer": pointer }, head, ...cells, sum);
  }

  private rowId(item: Item): string {
    return `r${this.pointer}/${item.id}`;
  }

  private columnId(column: Grade): string {
    return `c${this.pointer}/${this.items[0]?.scale.id ?? ""}/${column.id}`;
  }

  private place(target: EventTarget | null): [row: number, column: number] | undefined {
    const row = this.rows.findIndex((cells) => cells.includes(target as HTMLInputElement));
    return row < 0 ? undefined : [row, (this.rows[row] ?? []).indexOf(target as HTMLInputElement)];
  }

  /** Arrow keys go from cell to cell; sideways only from the end of what stands in one. */
  private move(event: KeyboardEvent): void {
    const move = MOVES[event.key];
    const place = this.place(event.target);
    if (!move || !place || event.isComposing) return;
    const input = event.target as HTMLInputElement;
    const edge = move[1] < 0 ? 0 : input.value.length;
    if (move[1] && (input.selectionStart !== edge || input.selectionEnd !== edge)) return;
    const next = this.rows[place[0] + move[0]]?.[place[1] + move[1]];
    event.preventDefault();
    next?.focus();
    next?.select();
  }

  /** What was copied from a spreadsheet goes into the cells from here on; an empty cell stays empty. */
  private paste(event: ClipboardEvent): void {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    const place = this.place(event.target);
    if (!place || !/[\t\n]/.test(text.trim())) return;
    event.preventDefault();
    const lines = text
      .replace(/\r\n?/g, "\n")
      .replace(/\n$/, "")
      .split("\n")
      .map((line) => line.split("\t"));
    let pasted = 0;
    lines.forEach((values, down) =>
      values.forEach((value, right) => {
        const cell = this.rows[place[0] + down]?.[place[1] + right];
        if (!cell) return;
        cell.value = shown(this.desk.typed.value("integer", value));
        cell.dispatchEvent(new Event("input", { bubbles: true }));
        pasted++;
      }),
    );
    say(fill(WORDS.pasted, { n: pasted }));
  }
}

/** A sum beside what it should be: sign, words, and a class to colour them by. */
function compared(total: number, wanted: unknown): [text: string, state: string] {
  if (typeof wanted !== "number") return [`${total} / ${WORDS.unknown_base}`, ""];
  const apart = total - wanted;
  const said = apart === 0 ? WORDS.right : apart > 0 ? fill(WORDS.more, { n: apart }) : fill(WORDS.less, { n: -apart });
  return [`${total} / ${wanted} ${said}`, apart === 0 ? "f-right" : "f-wrong"];
}
