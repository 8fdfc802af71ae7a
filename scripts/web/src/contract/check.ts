/** One report judged in the browser: the same rules at the same places as `pingyi check`, as far as a report alone can tell. */

import { clock } from "./clock";
import { Catalogue } from "./catalogue";
import { isData, join } from "./pointer";
import { Rules } from "./rules";
import { Schemas } from "./schemas";
import { Shape, cut, sound } from "./shape";
import { Texts } from "./texts";
import type { Contract, Data, Finding, Problem, Roster, Unit, Value } from "./types";

export class Checker {
  readonly schemas: Schemas;
  private readonly catalogue: Catalogue;
  private readonly shape: Shape;
  private readonly rules: Rules;
  private readonly texts: Texts;

  constructor(
    private readonly contract: Contract,
    readonly today = clock(contract.campaign),
  ) {
    this.schemas = new Schemas(contract.schemas);
    this.catalogue = new Catalogue(contract);
    this.shape = new Shape(contract, this.schemas, this.catalogue);
    this.rules = new Rules(contract, this.schemas, today);
    this.texts = new Texts(contract);
  }

  /** Findings of a report of `unit`; `roster` tells which units it may name. */
  check(data: Data, unit: Unit | undefined, roster: Roster): Finding[] {
    const told = this.problems(data, unit, roster).map((problem) => this.catalogue.explain(problem));
    const once = [...new Map(told.map((finding) => [JSON.stringify(finding), finding])).values()];
    return justified(once, data, this.catalogue.word("noted"));
  }

  private problems(data: Data, unit: Unit | undefined, roster: Roster): Problem[] {
    const { findings: most, entries } = this.contract.limits;
    const shape = this.shape.problems(data).slice(0, most);
    const found = [...shape, ...this.broken(data, unit, shape, entries)];
    if (unit) found.push(...this.open(unit, data));
    found.push(...this.texts.problems(data));
    if (unit && !shape.length) found.push(...references(data, unit, roster), ...this.numbers(data, unit));
    return found.length < most
      ? found
      : [...found.slice(0, most), { rule: "more-findings", pointer: "", values: { shown: most } }];
  }

  /** The rules that fail; one that fails only because a refused value is left out has its cause there. */
  private broken(data: Data, unit: Unit | undefined, shape: Problem[], entries: number): Problem[] {
    if (!shape.length) return this.rules.problems(data, unit, true);
    const told = this.rules.problems(sound(data, shape, entries), unit, false);
    if (!told.length) return told;
    const place = ({ rule, pointer }: Problem): string => `${rule} ${pointer}`;
    const also = new Set(this.rules.problems(cut(data, entries) as Data, unit, false).map(place));
    return told.filter((problem) => also.has(place(problem)));
  }

  /** Whether the unit is expected to report at all, or was on the day of its final report. */
  private open({ name, closed, opened, exempt }: Unit, data: Data): Problem[] {
    const received = this.declared(data);
    const gone = closed !== undefined && closed <= (received ?? this.today);
    const state = gone ? "closed" : opened && opened > this.today ? "not-open" : exempt && !received ? "exempt" : "";
    return state ? [{ rule: "unit-open", pointer: "/unit", values: { name, state: this.catalogue.word(state) } }] : [];
  }

  /** When a final report came, where what it says of that counts; what main's history says, no browser knows. */
  private declared(data: Data): string | undefined {
    const day = data["reported_on"];
    const counts = this.contract.campaign.timeliness === "declared" && data["status"] === "final";
    const form = new RegExp(this.schemas.says("/reported_on", "pattern") ?? "", "u");
    return counts && typeof day === "string" && form.test(day) && day <= this.today ? day : undefined;
  }

  /** A reporting unit's final report has as many cases and contact points as the campaign asks for. */
  private numbers(data: Data, unit: Unit): Problem[] {
    if (unit.kind !== "reporting" || data["status"] !== "final") return [];
    const { campaign, limits } = this.contract;
    return Object.entries(campaign.required_numbers).flatMap(([part, { min = 0, max = limits.many }]) => {
      const pointer = join("", part);
      const entries = data[part];
      if (!Array.isArray(entries) || (min <= entries.length && entries.length <= max)) return [];
      const values = { title: this.schemas.title(pointer), found: entries.length, min, max };
      return [{ rule: "required-numbers", pointer, values }];
    });
  }
}

/** Units that cases and contact points name are in the roster and not above or beside the reporter. */
function references(data: Data, unit: Unit, roster: Roster): Problem[] {
  return ["cases", "contact_points"].flatMap((part) =>
    list(data[part]).flatMap((entry, number) => {
      const found = isData(entry) && typeof entry["unit"] === "string" ? entry["unit"] : unit.id;
      const below = roster.has(found) && `${found}/`.startsWith(`${unit.id}/`);
      return below ? [] : [{ rule: "below-unit", pointer: `/${part}/${number}/unit`, values: { found } }];
    }),
  );
}

/** Findings with each warning that the report explains in `notes` lowered to a hint that carries the explanation.
 *
 * A note without a pointer explains a rule's only warning; of several it explains none.
 */
function justified(findings: Finding[], data: Data, word: string): Finding[] {
  const notes = new Map<string, string>();
  for (const note of list(data["notes"]))
    if (isData(note) && typeof note["text"] === "string")
      notes.set(`${String(note["rule"])} ${String(note["pointer"] ?? "")}`, note["text"]);
  return findings.map((finding) => {
    const only = findings.filter(({ rule, level }) => level === "warning" && rule === finding.rule).length === 1;
    const text = notes.get(`${finding.rule} ${finding.pointer}`) ?? (only ? notes.get(`${finding.rule} `) : undefined);
    return finding.level === "warning" && text
      ? { ...finding, level: "hint", message: finding.message + word + text }
      : finding;
  });
}

function list(value: Value | undefined): Value[] {
  return Array.isArray(value) ? value : [];
}
