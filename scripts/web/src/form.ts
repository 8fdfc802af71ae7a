// 填报: a report filled in, judged and handed over in the browser. Nothing leaves it before the clerk sends it.
import { fill } from "./contract/catalogue";
import type { Contract, Roster } from "./contract/types";
import { Desk } from "./form/desk";
import { Drafts } from "./form/drafts";
import { el, focus, say } from "./form/dom";
import { Findings } from "./form/findings";
import { Handover } from "./form/handover";
import { load } from "./form/load";
import { Start } from "./form/start";
import { Steps } from "./form/steps";
import { form as WORDS } from "../../../schemas/browser.json";

const KEEP_AFTER = 500;

async function open(home: HTMLElement): Promise<void> {
  const [contract, names] = await Promise.all([load<Contract>("contract"), load<[string, string][]>("names")]);
  const desk = new Desk(contract, new Map(names));
  const drafts = new Drafts(contract.campaign.id);
  const steps = new Steps(desk);
  const findings = new Findings(desk, steps, home.dataset["rules"] ?? "");
  const handover = new Handover(desk, findings);
  const start = new Start(desk, drafts, () => steps.show(desk.unit ? 1 : 0, true));
  steps.body(0).append(start.element, el("p", { class: "f-hint" }, WORDS.shared));
  steps.body(steps.last).append(handover.element);
  const note = el("p", { id: "f-saved", class: "f-status" });
  const status = el("p", { id: "f-status", class: "f-status", role: "status" });
  home.replaceChildren(status, findings.summary, steps.element, note, el("datalist", { id: "f-units" }));

  desk.addEventListener("start", () => {
    steps.fill();
    findings.reset();
    offerUnits(desk);
  });
  steps.element.addEventListener("leave", (event) => hold(event as CustomEvent<number>, steps, findings));
  steps.element.addEventListener("step", () => arrive(steps, findings, handover));
  desk.addEventListener("change", keeper(desk, drafts, note));
  window.addEventListener("beforeunload", (event) => desk.unsaved && event.preventDefault());
  const query = new URLSearchParams(location.search);
  const asked = query.get("unit");
  if (asked && !(await start.choose(asked))) say(fill(WORDS.not_listed, { unit: asked }));
  // Who has a report already goes on with its file: an empty form would only be written over it.
  if (query.has("open")) focus(document.getElementById("f-open"));
}

/** A step with errors is not left before the clerk has seen them once. */
function hold(event: CustomEvent<number>, steps: Steps, findings: Findings): void {
  const step = event.detail;
  const first = !steps.checked.has(step);
  steps.checked.add(step);
  findings.update();
  if (!first || !findings.errorsIn(step)) return;
  event.preventDefault();
  findings.summary.focus();
}

/** Whoever looks at the file sees everything that is wrong with it. */
function arrive(steps: Steps, findings: Findings, handover: Handover): void {
  if (steps.current !== steps.last) return;
  for (let step = 0; step <= steps.last; step++) steps.checked.add(step);
  findings.update();
  handover.draw();
}

function keeper(desk: Desk, drafts: Drafts, note: HTMLElement): () => void {
  let timer = 0;
  const keep = (): void => {
    if (!desk.unit) return;
    const saved = new Date().toLocaleString("zh-CN");
    const kept = drafts.save({ unit: desk.unit.id, name: desk.unit.name, saved, data: desk.report.data });
    // Shown, not read out: it changes at every pause in typing.
    note.textContent = kept ? fill(WORDS.saved, { time: saved }) : WORDS.cannot_save;
  };
  return () => {
    clearTimeout(timer);
    timer = window.setTimeout(keep, KEEP_AFTER);
  };
}

/** The units that a report may name: its own and those below. */
function offerUnits(desk: Desk): void {
  const own = desk.unit?.id ?? "";
  const below = [...(desk.roster as Roster)].filter(([id]) => `${id}/`.startsWith(`${own}/`));
  document
    .getElementById("f-units")
    ?.replaceChildren(...below.map(([id, name]) => el("option", { value: id, label: name })));
}

const home = document.getElementById("form");
if (home)
  open(home).catch(() => home.replaceChildren(el("p", { class: "f-said f-error", role: "alert" }, WORDS.failed)));
