/** Everything that the parts of the form share: the contract, the unit, and its report so far. */

import { Checker } from "../contract/check";
import type { Contract, Data, Finding, Need, Roster, Unit, Value } from "../contract/types";
import { Writer } from "../contract/write";
import { Report } from "./report";
import { Typed } from "./values";

export class Desk extends EventTarget {
  readonly checker: Checker;
  readonly writer: Writer;
  readonly typed: Typed;
  unit: Unit | undefined;
  report = new Report();
  /** Whether the forge already holds a report of the unit; undefined as long as nobody has said. */
  exists: boolean | undefined;
  /** Whether something was typed that has gone nowhere yet. */
  unsaved = false;

  constructor(
    readonly contract: Contract,
    readonly roster: Roster,
  ) {
    super();
    this.checker = new Checker(contract);
    this.typed = new Typed(contract);
    this.writer = new Writer(this.checker.schemas);
  }

  get schemas(): Checker["schemas"] {
    return this.checker.schemas;
  }

  /** Starts on a unit's report, an earlier one where there is one. */
  start(unit: Unit, data: Data = {}): void {
    this.unit = unit;
    this.report = new Report({ ...data, unit: data["unit"] ?? unit.id });
    this.unsaved = false;
    this.dispatchEvent(new Event("start"));
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

  findings(): Finding[] {
    return this.checker.check(this.report.data, this.unit, this.roster);
  }

  /** Whether units of this kind fill in a part of the report; what is there already is always shown. */
  need(part: string): Need {
    const need = (this.unit && this.contract.campaign.parts[part]?.[this.unit.kind]) ?? "optional";
    return need === "unused" && this.report.get(`/${part}`) !== undefined ? "optional" : need;
  }

  get path(): string {
    return `data/units/${this.unit?.id ?? ""}.yml`;
  }

  get text(): string {
    return this.writer.report(this.report.data);
  }
}
