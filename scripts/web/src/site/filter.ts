// Lists that filter by the page's address: ?theme=roads&item=… can be shared, bookmarked and opened from a folder.
// The page lists everything by itself; the form's choices hide what does not match. An entry has its values, parted by
// spaces, in data-<name of the choice>.

import { fill } from "../contract/catalogue";
import { anchor, ask, asked, follow } from "./address";
import { site as WORDS } from "../../../../schemas/browser.json";
import { type Portion, portions } from "./portions";

type Choice = Record<string, string>;

const values = (entry: HTMLElement, key: string): string[] => (entry.dataset[key] ?? "").split(" ");

/** Whether an entry matches every choice made; `except` leaves one out. */
const matches = (entry: HTMLElement, choice: Choice, except = ""): boolean =>
  Object.entries(choice).every(([key, value]) => key === except || value === "" || values(entry, key).includes(value));

class Filter {
  private readonly name: string;
  private readonly selects: HTMLSelectElement[];
  private readonly list: HTMLElement;
  private readonly entries: HTMLElement[];
  private readonly portions: Portion[];
  private begun = "";
  private readonly titles = new Map<HTMLOptionElement, string>();
  private readonly unfiltered: Node[];
  private readonly onPaper = document.createElement("p");

  constructor(
    private readonly form: HTMLFormElement,
    list: HTMLElement,
    private readonly status: HTMLElement,
  ) {
    this.name = form.dataset["filter"] ?? "";
    this.list = list;
    this.selects = [...form.querySelectorAll("select")];
    const keys = this.selects.map((select) => `[data-${select.name}]`).join("");
    this.entries = [...list.querySelectorAll<HTMLElement>(keys)];
    this.portions = portions(list, this.entries);
    this.unfiltered = [...status.childNodes];
    this.onPaper.className = "on-paper";
    status.after(this.onPaper);
    for (const option of form.querySelectorAll("option")) this.titles.set(option, option.text);
    form.addEventListener("change", () => this.chosen());
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", (event) => {
      // The browser would reset only after this event.
      event.preventDefault();
      for (const select of this.selects) select.value = "";
      this.chosen();
    });
    follow(() => this.follow());
  }

  /** Take the choices from the address; a value that no option has is no choice. */
  private follow(): void {
    for (const select of this.selects) {
      const value = asked(select.name);
      select.value = [...select.options].some((option) => option.value === value) ? value : "";
    }
    this.show();
  }

  private chosen(): void {
    ask(Object.fromEntries(this.selects.map(({ name, value }) => [name, value])));
  }

  private show(): void {
    const choice: Choice = Object.fromEntries(this.selects.map(({ name, value }) => [name, value]));
    const active = Object.values(choice).some(Boolean);
    let shown = 0;
    for (const entry of this.entries) {
      entry.hidden = !matches(entry, choice);
      shown += entry.hidden ? 0 : 1;
    }
    this.begin(JSON.stringify(choice) + anchor());
    for (const select of this.selects) this.count(select, choice);
    for (const group of this.list.querySelectorAll<HTMLElement>("section")) {
      group.hidden = active && !group.querySelector("[data-" + this.selects[0]?.name + "]:not([hidden])");
    }
    this.jumps();
    this.say(active, shown);
  }

  /** What a reader has gone on to stays there when something else on the page is asked for. */
  private begin(wanted: string): void {
    if (wanted === this.begun) return;
    this.begun = wanted;
    for (const portion of this.portions) portion.begin(document.getElementById(anchor()));
  }

  /** Behind each option, how many entries choosing it would show, the other choices being as they are. */
  private count(select: HTMLSelectElement, choice: Choice): void {
    const counts = new Map<string, number>();
    for (const entry of this.entries) {
      if (!matches(entry, choice, select.name)) continue;
      for (const value of new Set(["", ...values(entry, select.name)])) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    for (const option of select.options) {
      const count = counts.get(option.value) ?? 0;
      option.text = fill(WORDS.option, { title: this.titles.get(option), count: count.toLocaleString("en") });
      option.disabled = count === 0 && !option.selected && option.value !== "";
    }
  }

  /** Links to a group that is hidden would lead nowhere. */
  private jumps(): void {
    for (const link of document.querySelectorAll<HTMLAnchorElement>(`[data-filter-jumps="${this.name}"] a`)) {
      const group = document.getElementById(link.hash.slice(1))?.closest("section");
      (link.closest("li") ?? link).hidden = group?.hidden ?? false;
    }
  }

  /** For paper, where the choices themselves are not seen. */
  private choices(): string {
    const made = this.selects.filter(({ value }) => value).map((select) => ({
      title: select.parentElement?.firstChild?.textContent?.trim(),
      value: this.titles.get(select.options[select.selectedIndex]!)?.trim(),
    }));
    const choices = made.map((choice) => fill(WORDS.choice, choice)).join("；");
    return choices && fill(WORDS.filtered_by, { choices });
  }

  private say(active: boolean, shown: number): void {
    const words = this.form.dataset["words"] ?? "";
    const said = words.replace("{shown}", String(shown)).replace("{total}", String(this.entries.length));
    this.status.replaceChildren(...(active ? [said] : this.unfiltered));
    this.onPaper.textContent = this.choices();
    this.form.classList.toggle("active", active);
    const empty = document.querySelector<HTMLElement>(`[data-filter-empty="${this.name}"]`);
    if (empty) empty.hidden = shown > 0;
  }
}

/** Every form on the page that filters a list. */
export function filters(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-filter]")) {
    const name = form.dataset["filter"] ?? "";
    const list = document.querySelector<HTMLElement>(`[data-filter-list="${name}"]`);
    const status = document.querySelector<HTMLElement>(`[data-filter-status="${name}"]`);
    if (list && status) new Filter(form, list, status);
  }
}
