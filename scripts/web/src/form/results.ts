/** The results: one box for each subject of the campaign, asking only what its outcome leaves to be told. */

import type { Subject } from "../contract/types";
import type { Desk } from "./desk";
import { draw } from "./draw";
import { el } from "./dom";
import { errorSlot, field, hint, idOf, required } from "./field";
import { grids } from "./grid";

export function results(desk: Desk): HTMLElement {
  return el(
    "div",
    { id: idOf("/results"), "data-pointer": "/results" },
    el("h3", {}, desk.schemas.title("/results"), required(desk, "/results")),
    hint(desk, "/results"),
    errorSlot("/results"),
    ...desk.contract.campaign.subjects.map((subject) => box(desk, asked(desk, subject))),
  );
}

/** The subject with the items that the unit evaluates, and those that its report has all the same. */
function asked(desk: Desk, subject: Subject): Subject {
  const category = desk.unit?.category ?? "";
  const there = (id: string): boolean => desk.report.get(`/results/${subject.id}/items/${id}`) !== undefined;
  return { ...subject, items: subject.items.filter((item) => !item.not_asked_of.includes(category) || there(item.id)) };
}

function box(desk: Desk, subject: Subject): HTMLElement {
  const pointer = `/results/${subject.id}`;
  const body = el("div");
  const outcome = field(desk, `${pointer}/outcome`);
  let asked = "";
  const fill = (): void => {
    const parts = wanted(desk, pointer);
    // Drawn anew only when something else is asked: the clerk may be typing in it.
    if (asked !== (asked = parts.join()))
      body.replaceChildren(...parts.map((part) => draws(desk, subject, pointer, part)));
  };
  fill();
  outcome.addEventListener("change", fill);
  return el(
    "fieldset",
    { class: "f-group", id: idOf(pointer), "data-pointer": pointer },
    el("legend", {}, subject.title),
    errorSlot(pointer),
    outcome,
    body,
  );
}

/** What the outcome asks for (`x-outcomes`), and what is there already. */
function wanted(desk: Desk, pointer: string): string[] {
  const outcome = String(desk.report.get(`${pointer}/outcome`) ?? "");
  const asks = (part: string): boolean => {
    const outcomes = desk.schemas.says(`${pointer}/${part}`, "x-outcomes");
    return outcomes ? outcomes.includes(outcome) : outcome !== "";
  };
  const there = (part: string): boolean => desk.report.get(`${pointer}/${part}`) !== undefined;
  const known = desk.schemas.keys(pointer).filter((part) => part !== "outcome" && (asks(part) || there(part)));
  // The tallies are checked against all the others, so they come last.
  return [...known.filter((part) => part !== "items"), ...known.filter((part) => part === "items")];
}

function draws(desk: Desk, subject: Subject, pointer: string, part: string): HTMLElement {
  if (part !== "items") return draw(desk, `${pointer}/${part}`);
  const base = subject.counts === "ballots" ? `${pointer}/ballots/valid` : `${pointer}/valid_ratings`;
  return grids(desk, subject, `${pointer}/items`, base);
}
