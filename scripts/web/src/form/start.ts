/** The first step: which unit reports, from the roster, from the clerk's own file, or from a draft kept here. */

import { fill } from "../contract/catalogue";
import type { Data, Unit } from "../contract/types";
import type { Desk } from "./desk";
import { button, el, say } from "./dom";
import type { Draft, Drafts } from "./drafts";
import { load } from "./load";
import { Opener } from "./opener";
import { form as WORDS } from "../../../../schemas/browser.json";

const SHOWN = 20;

export class Start {
  readonly element = el("div");
  private readonly opener: Opener;

  constructor(
    private readonly desk: Desk,
    private readonly drafts: Drafts,
    private readonly begun: () => void,
  ) {
    this.opener = new Opener(desk, (unit, data) => this.choose(unit, data));
    desk.addEventListener("start", () => this.draw());
    this.draw();
  }

  /** Begins the report of a unit by its id; false for one that is not in the roster. */
  async choose(id: string, data?: Data): Promise<boolean> {
    if (!this.desk.roster.has(id)) return false;
    const rows = await load<Record<string, Unit>>(`units/${id.split("/")[0]}`).catch(() => undefined);
    const unit = rows?.[id];
    if (!unit) say(WORDS.failed);
    if (!unit || !this.mayReplace()) return false;
    this.desk.start(unit, data);
    this.begun();
    return true;
  }

  private draw(): void {
    const parts = this.desk.unit ? [this.chosen(this.desk.unit)] : [this.search(), this.kept()];
    this.element.replaceChildren(
      ...parts.filter((part): part is HTMLElement => part !== undefined),
      this.opener.element,
    );
  }

  private mayReplace(): boolean {
    return !this.desk.unsaved || window.confirm(WORDS.replace);
  }

  private chosen(unit: Unit): HTMLElement {
    const { campaign } = this.desk.contract;
    const facts = [
      [WORDS.chosen, unit.name],
      [this.desk.schemas.title("/unit"), unit.id],
      [WORDS.category, `${campaign.categories[unit.category]?.title ?? unit.category} · ${WORDS.kinds[unit.kind]}`],
      [WORDS.due, unit.due ?? campaign.due[unit.kind]],
    ];
    const another = (): void => {
      if (!this.mayReplace()) return;
      this.desk.unit = undefined;
      this.desk.unsaved = false;
      this.draw();
      this.begun();
    };
    return el(
      "div",
      { id: "f/unit", "data-pointer": "/unit" },
      el("div", { class: "f-errors", id: "e/unit", hidden: true }),
      el(
        "dl",
        { class: "facts" },
        ...facts.flatMap(([term = "", text = ""]) => [el("dt", {}, term), el("dd", {}, text)]),
      ),
      el("div", { class: "f-buttons" }, button(WORDS.next, this.begun, "f-primary"), button(WORDS.another, another)),
    );
  }

  private search(): HTMLElement {
    const results = el("ul", { class: "f-results" });
    const count = el("p", { class: "f-hint", role: "status" });
    const find = (): void => {
      const wanted = input.value.trim().toLowerCase();
      const all = [...this.desk.roster].filter(
        ([id, name]) => wanted && (name.toLowerCase().includes(wanted) || id.includes(wanted)),
      );
      results.replaceChildren(...all.slice(0, SHOWN).map(([id, name]) => el("li", {}, this.result(id, name))));
      count.textContent = !wanted
        ? ""
        : !all.length
          ? WORDS.not_found
          : all.length > SHOWN
            ? fill(WORDS.found_more, { n: all.length, shown: SHOWN })
            : fill(WORDS.found, { n: all.length });
    };
    const input = el("input", {
      type: "search",
      id: "f-find",
      autocomplete: "off",
      "aria-describedby": "f-find-hint",
      oninput: find,
    });
    const label = el("label", { for: "f-find" }, WORDS.find);
    return el(
      "div",
      { class: "f-field" },
      label,
      el("p", { class: "f-hint", id: "f-find-hint" }, WORDS.find_hint),
      input,
      count,
      results,
    );
  }

  private result(id: string, name: string): HTMLElement {
    return el(
      "button",
      { type: "button", class: "f-result", onclick: () => void this.choose(id) },
      name,
      el("span", { class: "f-code" }, id),
    );
  }

  private kept(): HTMLElement | undefined {
    const drafts = this.drafts.all();
    if (!drafts.length) return undefined;
    const resume = async (draft: Draft): Promise<void> => {
      if (await this.choose(draft.unit, draft.data)) this.desk.unsaved = true;
    };
    const lines = drafts.map((draft) =>
      el(
        "li",
        {},
        fill(WORDS.draft, { name: draft.name, saved: draft.saved }),
        " ",
        button(WORDS.resume, () => void resume(draft)),
      ),
    );
    const clear = (): void => {
      this.drafts.clear();
      this.draw();
      say(WORDS.cleared);
    };
    return el(
      "section",
      { class: "f-kept" },
      el("h3", {}, WORDS.drafts),
      el("ul", {}, ...lines),
      button(WORDS.clear, clear),
    );
  }
}
