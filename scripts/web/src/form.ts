// 填报: a report filled in, judged and handed over in the browser. Nothing leaves it before the clerk sends it.
import { fill } from "./contract/catalogue";
import type { Checker } from "./contract/check";
import type { Contract } from "./contract/types";
import type { finish } from "./finish";
import { Desk } from "./form/desk";
import { el, focus, say } from "./form/dom";
import { Drafts } from "./form/drafts";
import { Findings } from "./form/findings";
import type { Handover } from "./form/handover";
import { Keeper } from "./form/keeper";
import { load } from "./form/load";
import { above } from "./form/names";
import { Notices } from "./form/notices";
import { Returned } from "./form/returned";
import { type Place, earlier, goTo, keepPlace } from "./form/place";
import { Start } from "./form/start";
import { Steps } from "./form/steps";
import { form as WORDS } from "../../../schemas/browser.json";

async function open(home: HTMLElement): Promise<void> {
  const query = new URLSearchParams(location.search);
  const asked = query.get("unit") ?? undefined;
  const before = earlier();
  const desk = new Desk(await load<Contract>("contract"));
  const drafts = new Drafts(load<IDBDatabase>("database", "../ahead.js"));
  const notices = new Notices();
  const steps = new Steps(desk);
  const findings = new Findings(desk, steps, home.dataset["rules"] ?? "");
  let handover: Handover | undefined;
  const returned = new Returned(desk, steps);
  const field = query.get("field") ?? undefined;
  const start = new Start(desk, drafts, () => {
    if (field && desk.unit?.id === asked) returned.go(field);
    else steps.show(desk.unit ? 1 : 0, true);
  });
  const keeper = new Keeper(desk, drafts, notices, () => place());
  const place = keepPlace(desk, steps, () => keeper.version);
  steps.body(0).append(start.element);
  const status = el("p", { id: "f-status", role: "status" });
  home.replaceChildren(
    notices.element,
    returned.element,
    findings.summary,
    steps.element,
    keeper.note,
    el("datalist", { id: "f-units" }),
    el("div", { class: "f-bar" }, status, desk.undo.element),
  );

  desk.addEventListener("start", () => {
    notices.hide("main");
    const { unit } = desk;
    if (unit?.report && Object.keys(desk.report.data).length === 1)
      notices.show("main", fill(WORDS.main_there, { has: WORDS.reports[unit.report] }), start.main(unit, false));
    steps.fill();
    findings.reset();
    offerUnits(desk);
  });
  desk.addEventListener("listed", () => offerUnits(desk));
  desk.addEventListener("judged", () => arrive(steps, findings, handover));
  steps.element.addEventListener("leave", (event) => hold(event as CustomEvent<number>, steps, findings));
  steps.element.addEventListener("step", () => arrive(steps, findings, handover));
  window.addEventListener("beforeunload", (event) => desk.unsaved && event.preventDefault());

  const back = before && (asked ?? before.unit) === before.unit && (await resumed(before, start, drafts));
  if (back) goTo(before, steps);
  else if (asked === undefined) await start.choose();
  else if (!(await start.go(asked, query.has("open"), field))) await refuse(asked, start);
  // Below what is drawn only now: nothing moves.
  steps.body(0).append(el("p", { class: "f-hint" }, WORDS.shared));
  // Who has a report already goes on with its file: an empty form would only be written over it.
  if (query.has("open") && !desk.unit) focus(document.getElementById("f-open"));
  // All else comes when the first fields are there: typing can begin before. What judges is wanted with a unit only.
  const later = (act: (desk: Desk) => Promise<void>): void =>
    void window.setTimeout(() => void act(desk).catch(() => notices.show("check", WORDS.not_judged)));
  later(() => desk.listed());
  later(async () => {
    const { Handover, paperFor } = await load<typeof finish>("finish", "../finish.js");
    handover = new Handover(desk, findings);
    steps.body(steps.last).append(handover.element);
    paperFor(desk, home);
    arrive(steps, findings, handover);
  });
  if (desk.unit) later(judged);
  else desk.addEventListener("start", () => later(judged), { once: true });
}

async function judged(desk: Desk): Promise<void> {
  const [Judge] = await Promise.all([load<typeof Checker>("checker", "../checker.js"), desk.add("rulebook"), desk.listed()]);
  desk.judge(new Judge(desk.contract));
}

/** Whether the clerk is back at the report that this page had before. */
async function resumed({ unit, draft: key }: Place, start: Start, drafts: Drafts): Promise<boolean> {
  const draft = key === undefined ? undefined : await drafts.get(key);
  if (draft?.unit === unit) return start.begin(unit, draft.data, { draft, same: true });
  return false;
}

async function refuse(unit: string, start: Start): Promise<void> {
  const listed = (await load<[string, string][]>("names")).some(([id]) => id === unit);
  await start.choose();
  say(listed ? WORDS.failed : fill(WORDS.not_listed, { unit }));
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
function arrive(steps: Steps, findings: Findings, handover: Handover | undefined): void {
  if (steps.current !== steps.last) return;
  for (let step = 0; step <= steps.last; step++) steps.checked.add(step);
  findings.update();
  handover?.draw();
}

/** The units that a report may name: its own and those below. */
function offerUnits(desk: Desk): void {
  const own = desk.unit?.id ?? "";
  const below = [...desk.roster].filter(([id]) => own && `${id}/`.startsWith(`${own}/`));
  const label = (id: string, name: string): string =>
    [...above(id, desk.roster).slice(own.split("/").length), name].join(" / ");
  document
    .getElementById("f-units")
    ?.replaceChildren(...below.map(([id, name]) => el("option", { value: id, label: label(id, name) })));
}

/** Runs the scripts of the theme, which the page holds back so long. */
function runLate(): void {
  for (const late of document.querySelectorAll<HTMLScriptElement>('script[type="text/late"]')) {
    const script = el("script", { src: late.dataset["src"] });
    script.async = false;
    late.replaceWith(script);
  }
}

const home = document.getElementById("form");
if (home)
  void open(home)
    .catch(() => home.replaceChildren(el("p", { class: "f-said f-error", role: "alert" }, WORDS.failed)))
    // The page may not be read to its end yet.
    .then(() => (document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", runLate) : runLate()));
