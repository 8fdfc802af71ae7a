// 审核: a reviewer decides on a report, or accepts all clean ones at once. Nothing leaves the browser before it is sent.
import { fill } from "./contract/catalogue";
import { el } from "./form/dom";
import { type Facts, type Missing, type Option, type Said, type UnitFacts, fileOf, missing } from "./review/decision";
import { outcome } from "./review/outcome";
import { Places } from "./review/places";
import { Post } from "./review/post";
import { review as WORDS } from "../../../schemas/browser.json";

/** Deciding on one report. */
function decide(home: HTMLElement, facts: Facts, unit: UnitFacts): void {
  const said: Said = { post: "", reason: "", places: new Map(), absent: new Map() };
  let chosen = unit.options[0] as Option;
  const places = new Places(() => draw());
  const post = new Post("review-post", () => draw());
  const reason = el("textarea", { id: "review-reason", rows: 3, oninput: () => draw() });
  const why = el("div", { class: "f-field f-text" }, el("label", { for: reason.id }, WORDS.reason), reason);
  const absent = el("div");
  const result = el("div", { class: "review-result" });
  const draw = (): void => {
    Object.assign(said, { post: post.value, reason: chosen.verdict === "accepted" ? "" : reason.value, places: places.ordered });
    const lacks = missing(chosen, said);
    result.replaceChildren(
      ...(lacks.length ? [lacking(lacks)] : outcome([[unit.path, fileOf(facts, unit, chosen, said)]], facts.repository)),
    );
  };
  const choose = (option: Option): void => {
    chosen = option;
    why.hidden = option.verdict === "accepted";
    absent.replaceChildren(...option.absent.map(([id, name]) => left(id, name)));
    places.ask(option);
    draw();
  };
  const left = (id: string, name: string): HTMLElement => {
    const input = el("input", { type: "text", id: `review-absent-${id}`, autocomplete: "off" });
    input.value = said.absent.get(id) ?? "";
    input.addEventListener("input", () => {
      said.absent.set(id, input.value);
      draw();
    });
    return el("div", { class: "f-field f-line" }, el("label", { for: input.id }, fill(WORDS.absent, { name })), input);
  };
  const choices = unit.options.map((option, place) =>
    el(
      "label",
      {},
      el("input", { type: "radio", name: "review-option", checked: place === 0, onchange: () => choose(option) }),
      fill(WORDS.verdicts[option.verdict], { by: option.name }),
    ),
  );
  home.replaceChildren(
    el("fieldset", { class: "f-field f-choices" }, el("legend", {}, WORDS.choose), el("div", { class: "f-boxes" }, ...choices)),
    post.element,
    why,
    absent,
    result,
    el("p", { id: "f-status", role: "status" }),
  );
  choose(chosen);
}

/** Accepting all clean reports of a level at once. */
function batch(home: HTMLElement, facts: Facts, by: string): void {
  const result = el("div", { class: "review-result" });
  const post = new Post(`review-post-${by}`, () => draw());
  const picked = new Set(facts.units);
  const draw = (): void => {
    const said: Said = { post: post.value, reason: "", places: new Map(), absent: new Map() };
    const accepts = (unit: UnitFacts): Option | undefined =>
      unit.options.find((option) => option.verdict === "accepted" && option.by === by);
    const files = [...facts.units].flatMap((unit): [string, string][] => {
      const option = picked.has(unit) && accepts(unit);
      return option ? [[unit.path, fileOf(facts, unit, option, said)]] : [];
    });
    result.replaceChildren(
      ...(!post.value.trim() ? [lacking(["post"])] : files.length ? outcome(files, facts.repository) : []),
    );
  };
  const boxes = facts.units.map((unit) => {
    const box = el("input", { type: "checkbox", checked: true });
    box.addEventListener("change", () => {
      if (box.checked) picked.add(unit);
      else picked.delete(unit);
      draw();
    });
    return el("label", {}, box, unit.name);
  });
  home.replaceChildren(
    el(
      "details",
      { class: "review-many" },
      el("summary", {}, fill(WORDS.batch, { n: facts.units.length })),
      el("div", { class: "f-boxes" }, ...boxes),
      post.element,
      result,
    ),
  );
  draw();
}

function lacking(lacks: Missing[]): HTMLElement {
  return el("ul", { class: "f-said f-warning" }, ...lacks.map((kind) => el("li", {}, WORDS.missing[kind])));
}

function facts(home: HTMLElement): Facts {
  return JSON.parse(home.dataset["facts"] ?? "") as Facts;
}

const one = document.getElementById("review");
if (one) {
  const found = facts(one);
  one.classList.add("f-form");
  decide(one, found, found.units[0] as UnitFacts);
}
for (const home of document.querySelectorAll<HTMLElement>(".review-batch")) {
  home.classList.add("f-form");
  batch(home, facts(home), home.dataset["by"] ?? "");
}
if (!one) document.querySelector(".review-batch")?.parentElement?.append(el("p", { id: "f-status", role: "status" }));
