/** Keeps the report in a draft while it is typed, and says so, or says that it cannot. */

import { fill } from "../contract/catalogue";
import type { Unit } from "../contract/types";
import type { Desk } from "./desk";
import { el } from "./dom";
import type { Draft, Drafts } from "./drafts";
import { titleOf } from "./names";
import type { Notices } from "./notices";
import type { Report } from "./report";
import { Windows } from "./windows";
import { form as WORDS } from "../../../../schemas/browser.json";

const AFTER = 300;
/** Milliseconds after which a new version begins. */
const SPAN = 600_000;

/** A report that is being filled in, and the version in which it is kept. `anew`: its next save begins one. */
interface Kept {
  unit: Unit;
  report: Report;
  draft: Draft | undefined;
  anew: boolean;
}

export class Keeper {
  readonly note = el("p", { id: "f-saved", class: "f-status" });
  private readonly windows: Windows;
  private now: Kept | undefined;
  private timer = 0;
  private writing: Promise<void> = Promise.resolve();

  /** `saved` is called whenever the report has come into a version. */
  constructor(
    private readonly desk: Desk,
    private readonly drafts: Drafts,
    private readonly notices: Notices,
    private readonly saved: () => void,
  ) {
    this.windows = new Windows(desk.contract.campaign.id, () => notices.show("window", WORDS.other_window));
    desk.addEventListener("start", () => this.begin());
    desk.addEventListener("leave", () => this.flush());
    desk.addEventListener("change", () => this.soon());
    // The clerk is on the way to the forge, and may not come back to this page.
    desk.addEventListener("handed", () => this.flush());
    // A page that is left or put away may never run again.
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && this.flush());
    window.addEventListener("pagehide", () => this.flush());
    void drafts.able().then((able) => able || notices.show("draft", WORDS.cannot_save));
  }

  /** The version in which the report is kept. */
  get version(): number | undefined {
    return this.now?.draft?.key;
  }

  private begin(): void {
    const { origin, unit, report } = this.desk;
    this.now = unit && { unit, report, draft: origin?.draft, anew: !origin?.same };
    this.note.textContent = "";
    this.notices.hide("window");
    if (unit) this.windows.enter(unit.id);
  }

  private soon(): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.flush(), AFTER);
  }

  /** Writes what waits to be written; one after the other, for each goes on with the version that the one before has left. */
  private flush(): void {
    const { timer, now } = this;
    clearTimeout(timer);
    this.timer = 0;
    if (timer && now) this.writing = this.writing.then(() => this.save(now));
  }

  private async save(kept: Kept): Promise<void> {
    const { unit, report, draft: seen } = kept;
    const saved = Date.now();
    const anew = kept.anew || !seen || saved - seen.begun > SPAN;
    const begun = anew ? saved : seen.begun;
    const { handed } = this.desk;
    try {
      kept.draft = await this.drafts.save(
        { unit: unit.id, name: titleOf(unit), begun, saved, writer: this.windows.name, handed, data: report.data },
        seen,
        anew,
      );
    } catch {
      this.note.textContent = "";
      this.notices.show("draft", WORDS.cannot_save);
      return;
    }
    kept.anew = false;
    this.notices.hide("draft");
    if (!anew && kept.draft.key !== seen?.key) this.notices.show("window", WORDS.other_window);
    // Shown, not read out: it changes at every pause in typing.
    this.note.textContent = fill(WORDS.saved, { time: new Date(saved).toLocaleString("zh-CN") });
    if (kept === this.now) this.saved();
  }
}
