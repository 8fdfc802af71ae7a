/** The rows of the report, in which a reviewer says what has to be mended or may be changed. */

import { fill } from "../contract/catalogue";
import { el } from "../form/dom";
import type { Option } from "./decision";
import { review as WORDS } from "../../../../schemas/browser.json";

export class Places {
  readonly said = new Map<string, string>();
  private readonly cells = new Map<string, HTMLElement>();

  /** `changed`: something else is said. */
  constructor(private readonly changed: () => void) {
    for (const row of document.querySelectorAll<HTMLElement>("[data-pointer]")) {
      const cell = el(row.tagName === "TR" ? "td" : "span", { class: "review-say" });
      row.append(cell);
      this.cells.set(row.dataset["pointer"] ?? "", cell);
    }
  }

  /** Asks for what a decision needs; what was said of a place for another one is kept. */
  ask({ verdict, within }: Option): void {
    for (const [pointer, cell] of this.cells) {
      const allowed = !within.length || within.some((open) => `${pointer}/`.startsWith(`${open}/`));
      cell.replaceChildren(...(verdict === "accepted" || !allowed ? [] : this.asked(pointer, verdict === "returned")));
    }
    document.documentElement.classList.toggle("review-asks", verdict !== "accepted");
  }

  /** What was said, in the order of the page. */
  get ordered(): Map<string, string> {
    const named = [...this.cells.keys()].filter((pointer) => this.said.has(pointer));
    return new Map(named.map((pointer) => [pointer, this.said.get(pointer) ?? ""]));
  }

  private asked(pointer: string, words: boolean): HTMLElement[] {
    const title = this.cells.get(pointer)?.parentElement?.querySelector("th")?.textContent ?? "";
    const box = el("input", { type: "checkbox", checked: this.said.has(pointer) });
    const text = el("textarea", { rows: 2, "aria-label": fill(WORDS.words_of, { title }), hidden: !box.checked });
    text.value = this.said.get(pointer) ?? "";
    box.addEventListener("change", () => {
      text.hidden = !box.checked || !words;
      if (box.checked) this.said.set(pointer, text.value);
      else this.said.delete(pointer);
      this.changed();
      if (box.checked && words) text.focus();
    });
    text.addEventListener("input", () => {
      this.said.set(pointer, text.value);
      this.changed();
    });
    return [el("label", {}, box, words ? WORDS.mend : WORDS.open), ...(words ? [text] : [])];
  }
}
