/** Everything that the parts of the form share: the contract, the unit, and its report so far. */

import type { Checker } from "../contract/check";
import { Schemas } from "../contract/schemas";
import type { Contract, Data, Finding, Need, Roster, Unit, Value } from "../contract/types";
import type { Draft, Handed } from "./drafts";
import { load } from "./load";
import { Report } from "./report";
import { Undo } from "./undo";
import { Typed } from "./values";

export class Desk extends EventTarget {
  readonly schemas: Schemas;
  readonly undo = new Undo();
  /** Comes after the first fields; until then nothing is judged. */
  checker: Checker | undefined;
  /** Comes after the first fields too; empty until then. */
  roster: Roster = new Map();
  unit: Unit | undefined;
  report = new Report();
  /** What the report was begun from, where it was a draft kept here, and whether that is to be gone on with in its place. */
  origin: { draft: Draft; same: boolean } | undefined;
  /** When it was handed in from here last, while nothing shows that it was merged since. */
  handed: Handed | undefined;
  /** How the report stands with the repository, where the clerk has said so. */
  said: Standing | undefined;
  /** Whether something was typed that has gone nowhere yet. */
  unsaved = false;

  private understanding: Typed | undefined;

  constructor(readonly contract: Contract) {
    super();
    this.schemas = new Schemas(contract.schemas);
  }

  /** Made when something is typed: its patterns take a while. */
  get typed(): Typed {
    return (this.understanding ??= new Typed(this.contract));
  }

  /** Starts on a unit's report, an earlier one where there is one. `handed`: when it was handed in from here last. */
  start(unit: Unit, data: Data = {}, origin?: Desk["origin"], handed?: Handed): void {
    this.leave();
    this.unit = unit;
    this.report = new Report({ ...data, unit: data["unit"] ?? unit.id });
    this.origin = origin;
    // Main holds something else than on that day: what was handed in is there.
    this.handed = handed?.held === unit.report ? handed : undefined;
    this.said = undefined;
    this.undo.forget();
    this.dispatchEvent(new Event("start"));
  }

  /** Puts the report away; whoever keeps it hears of it while it is still there. */
  leave(): void {
    this.dispatchEvent(new Event("leave"));
    this.unit = undefined;
    this.unsaved = false;
  }

  /** Lets the report change, and everybody know. */
  change(act: (report: Report) => void): void {
    act(this.report);
    this.unsaved = true;
    this.dispatchEvent(new Event("change"));
  }

  set(pointer: string, value: Value | undefined): void {
    this.change((report) => report.set(pointer, value));
  }

  /** Makes the units known by name. */
  async listed(): Promise<void> {
    if (this.roster.size) return;
    this.roster = new Map(await load<[string, string][]>("names"));
    this.dispatchEvent(new Event("listed"));
  }

  /** Makes the report judged from now on. */
  judge(checker: Checker): void {
    this.checker = checker;
    this.dispatchEvent(new Event("judged"));
  }

  /** Adds to the contract what judging or reading takes and drawing does not. */
  async add(part: "rulebook" | "reading"): Promise<void> {
    Object.assign(this.contract, await load<Partial<Contract>>(part));
  }

  findings(): Finding[] {
    return this.checker?.check(this.report.data, this.unit, this.roster) ?? [];
  }

  /** Notes that the report has left for the repository. */
  handIn(): void {
    this.handed = { at: Date.now(), held: this.unit?.report };
    this.dispatchEvent(new Event("change"));
    this.dispatchEvent(new Event("handed"));
    this.unsaved = false;
  }

  get standing(): Standing {
    const { life, report } = this.unit ?? {};
    if (this.said) return this.said;
    if (this.handed || life?.request) return "waiting";
    return this.returned ? "returned" : report ? "merged" : "new";
  }

  /** Whether those who decide want main's report mended. */
  get returned(): boolean {
    const state = this.unit?.life?.state;
    return state === "returned" || state === "reopened";
  }

  /** Whether units of this kind fill in a part of the report; what is there already is always shown. */
  need(part: string): Need {
    const need = (this.unit && this.contract.campaign.parts[part]?.[this.unit.kind]) ?? "optional";
    return need === "unused" && this.report.get(`/${part}`) !== undefined ? "optional" : need;
  }

  get path(): string {
    return `data/units/${this.unit?.id ?? ""}.yml`;
  }
}

/** Where a report is: nowhere yet, in a request that waits, on the main branch, or there but to be mended. */
export type Standing = "new" | "waiting" | "merged" | "returned";
