/** The first step: which unit reports, and whether from the beginning, a draft kept here, main's report or the clerk's own file. */

import { fill } from "../contract/catalogue";
import type { Data, Unit } from "../contract/types";
import type { Desk } from "./desk";
import { button, el, focus } from "./dom";
import { type Draft, type Drafts, type Handed, lastHanded } from "./drafts";
import { clearing, keptUnits, versionsOf } from "./kept";
import { above, search, titleOf } from "./names";
import { Opener } from "./opener";
import { row } from "./row";
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
    this.opener = new Opener(desk, (unit, data) => this.begin(unit, data));
    desk.addEventListener("start", () => this.show(this.chosen(desk.unit as Unit)));
  }

  /** What to choose from: all units, and the drafts kept here. */
  async choose(): Promise<void> {
    const kept = await this.drafts.all();
    const changed = (): void => void this.choose();
    const choices = { resume: this.resume, versions: (unit: string) => void this.go(unit), changed };
    this.show(this.search(), kept.length ? keptUnits(kept, this.drafts, this.desk.undo, choices) : undefined);
  }

  /** Goes on with a unit: drafts kept here are offered before anything is typed, and main's report to who is `asking` for it;
   * who is asking for a `place` of it has it opened where nothing else is there to go on with.
   *
   * False where no such unit is found. */
  async go(id: string, asking = false, place?: string): Promise<boolean> {
    const [unit, kept] = await Promise.all([row(id), this.drafts.all(id)]);
    if (!unit) return false;
    if (place && !kept.length && this.main(unit, true)) await this.opener.fromMain(id);
    else if (kept.length || asking) this.offer(unit, kept);
    else this.start(unit);
    return true;
  }

  /** Begins the report of a unit by its id; false where no such unit is found. */
  async begin(id: string, data?: Data, origin?: Desk["origin"]): Promise<boolean> {
    const [unit, kept] = await Promise.all([row(id), this.drafts.all(id)]);
    return unit !== undefined && this.start(unit, data, origin, lastHanded(kept));
  }

  private start(unit: Unit, data?: Data, origin?: Desk["origin"], handed?: Handed): boolean {
    if (!this.mayReplace()) return false;
    this.desk.start(unit, data, origin, handed);
    this.begun();
    return true;
  }

  private readonly resume = (draft: Draft): void => {
    void this.begin(draft.unit, draft.data, { draft, same: false }).then((begun) => {
      if (begun) this.desk.unsaved = true;
    });
  };

  private show(...parts: (HTMLElement | undefined)[]): void {
    const made = parts.filter((part): part is HTMLElement => part !== undefined);
    this.element.replaceChildren(...made, this.opener.element);
  }

  private mayReplace(): boolean {
    return !this.desk.unsaved || window.confirm(WORDS.replace);
  }

  /** Offers the drafts kept here and main's report, where there are any. */
  private offer(unit: Unit, kept: Draft[]): void {
    const [latest] = kept;
    const again = (): void => void this.go(unit.id);
    const title = latest ? fill(WORDS.offer, { name: titleOf(unit) }) : `${titleOf(unit)}：${WORDS.reports[unit.report ?? "none"]}`;
    this.show(
      el(
        "section",
        { class: "f-kept" },
        el("h3", { id: "f-offer", tabindex: -1 }, title),
        el("p", {}, latest ? WORDS.offer_hint : WORDS.main_hint),
        latest && versionsOf(kept, this.resume),
        el(
          "div",
          { class: "f-buttons" },
          this.main(unit, !latest),
          button(WORDS.from_blank, () => void this.begin(unit.id)),
          button(WORDS.another, this.another),
          latest && clearing(latest, kept.length, this.drafts, this.desk.undo, again),
        ),
      ),
    );
    focus(document.getElementById("f-offer"));
  }

  /** Opens main's report, where there is one that readers of this site may have. */
  main(unit: Unit, first: boolean): HTMLElement | false {
    if (!unit.report || !this.desk.contract.campaign.opens) return false;
    return button(WORDS.open_main, () => void this.opener.fromMain(unit.id), first ? "f-primary" : "");
  }

  private readonly another = (): void => {
    if (!this.mayReplace()) return;
    this.desk.leave();
    void this.choose();
    this.begun();
  };

  private chosen(unit: Unit): HTMLElement {
    const { campaign } = this.desk.contract;
    const facts = [
      [WORDS.chosen, [...above(unit.id, this.desk.roster), unit.name].join(" / ")],
      [this.desk.schemas.title("/unit"), unit.id],
      [WORDS.category, `${campaign.categories[unit.category]?.title ?? unit.category} · ${campaign.kinds[unit.kind]}`],
      [WORDS.due, unit.due ?? campaign.due[unit.kind]],
      [WORDS.on_main, WORDS.reports[unit.report ?? "none"]],
    ];
    return el(
      "div",
      { id: "f/unit", "data-pointer": "/unit" },
      el("div", { class: "f-errors", id: "e/unit", hidden: true }),
      el(
        "dl",
        { class: "facts" },
        ...facts.flatMap(([term = "", text = ""]) => [el("dt", {}, term), el("dd", {}, text)]),
      ),
      el(
        "div",
        { class: "f-buttons" },
        button(WORDS.next, this.begun, "f-primary"),
        button(WORDS.earlier, () => void this.drafts.all(unit.id).then((kept) => this.offer(unit, kept))),
        button(WORDS.another, this.another),
      ),
    );
  }

  private search(): HTMLElement {
    const results = el("ul", { class: "f-results" });
    const count = el("p", { class: "f-hint", role: "status" });
    const find = (): void => {
      const { roster } = this.desk;
      const all = search(input.value, roster);
      results.replaceChildren(...all.slice(0, SHOWN).map(([id, name]) => el("li", {}, this.result(id, name))));
      count.textContent = !input.value.trim() || !roster.size
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
    // Who types before the names have come finds his unit when they do.
    this.desk.addEventListener("listed", find);
    return el(
      "div",
      { class: "f-field" },
      el("label", { for: "f-find" }, WORDS.find),
      el("p", { class: "f-hint", id: "f-find-hint" }, WORDS.find_hint),
      input,
      count,
      results,
    );
  }

  private result(id: string, name: string): HTMLElement {
    const parents = above(id, this.desk.roster);
    return el(
      "button",
      { type: "button", class: "f-result", onclick: () => void this.go(id) },
      name,
      parents.length > 0 && el("span", { class: "f-above" }, parents.join(" / ")),
      el("span", { class: "f-code" }, id),
    );
  }
}
