/** Rules of document scope: CEL over `self`, `report`, `campaign`, `unit` and `today`. Follows scripts/pingyi/check/expressions.py. */

import { Environment } from "@marcbachmann/cel-js";

import { PLACEHOLDER } from "./catalogue";
import { isData, join } from "./pointer";
import type { Schemas } from "./schemas";
import type { Contract, Data, Entry, Problem, Rule, Unit, Value } from "./types";

type Cel = unknown;
type Names = Record<string, Cel>;
interface Evaluated {
  value?: Cel;
  error?: { code?: string; message: string };
}

const NAMES = ["self", "report", "campaign", "unit", "it", "key"];
const SEEN = ["id", "name", "category", "kind", "organisations", "members"] as const;
const MISSING = ["no_such_key", "index_out_of_bounds"];
/** The engine's own `has` takes no index, and calls a key absent from what is no mapping at all, where Python's fails. */
const HAS = /\bhas\(([^()]+)\.(\w+)\)/g;

export class Rules {
  private readonly environment = environment();
  private readonly campaign: Cel;
  private readonly compiled = new Map<string, (names: Names) => Cel>();

  constructor(
    private readonly contract: Contract,
    private readonly fields: Schemas,
    private readonly today: string,
  ) {
    this.campaign = cel(contract.scope.campaign);
  }

  /** What the rules find. `strict` reports rules that fail to evaluate; without it a misshapen report may. */
  problems(data: Data, unit: Unit | undefined, strict: boolean): Problem[] {
    const row = unit ? this.row(unit) : {};
    const scope: Data = { report: data, campaign: this.contract.scope.campaign, unit: row };
    const names: Names = { report: cel(data), campaign: this.campaign, unit: cel(row), today: this.today };
    return this.contract.rules.flatMap((rule) =>
      places(data, rule.place).flatMap(([pointer, self]) =>
        members(rule, self, scope).flatMap((local) =>
          this.judge(rule, pointer, { ...names, self: cel(self), ...local }, strict),
        ),
      ),
    );
  }

  private judge(rule: Rule, pointer: string, names: Names, strict: boolean): Problem[] {
    const { value, error } = this.evaluate(rule.rule, names);
    if (value === false) {
      const at = rule.at.replace(PLACEHOLDER, (_, text: string) =>
        join("", String(this.evaluate(text, names).value)).slice(1),
      );
      const values = this.placeholders(rule, names, pointer + at);
      const told = strict || !Object.values(values).some((found) => found === undefined || typeof found === "object");
      return told ? [{ rule: rule.id, pointer: pointer + at, values }] : [];
    }
    const broken = error && strict && !MISSING.includes(error.code ?? "");
    return broken ? [{ rule: "rule-not-evaluated", pointer, values: { rule: rule.id, problem: error.message } }] : [];
  }

  private evaluate(expression: string, names: Names): Evaluated {
    let evaluate = this.compiled.get(expression);
    if (!evaluate)
      this.compiled.set(expression, (evaluate = this.environment.parse(expression.replace(HAS, "present($1, '$2')"))));
    try {
      return { value: evaluate(names) };
    } catch (error) {
      return { error: error as Error };
    }
  }

  /** The value of each placeholder: a CEL expression, or `title`, the name of the field at the pointer. */
  private placeholders(rule: Rule, names: Names, pointer: string): Record<string, unknown> {
    const { message, fix } = this.contract.entries[rule.id] as Entry;
    const texts = [...(message + fix).matchAll(PLACEHOLDER)].map(([, text]) => text as string);
    const values = texts.map((text) => [text, this.evaluate(text, names).value] as const);
    return { ...Object.fromEntries(values), title: this.fields.title(pointer) };
  }

  /** A unit as rules see it: its roster row, and which parts its kind must and must not fill in. */
  private row(unit: Unit): Data {
    const known = SEEN.flatMap((key) => (unit[key] === undefined ? [] : [[key, unit[key]] as const]));
    return { ...Object.fromEntries(known), ...this.contract.scope.unit[unit.kind] };
  }
}

function environment(): Environment {
  const made = new Environment()
    .registerFunction("sum(dyn): int", sum)
    .registerFunction("present(dyn, string): bool", present)
    .registerVariable("today", "string");
  return NAMES.reduce((environment, name) => environment.registerVariable(name, "dyn"), made);
}

function sum(counts: Cel): bigint {
  const values = counts instanceof Map ? [...counts.values()] : (counts as Cel[]);
  return values.reduce<bigint>((total, count) => {
    if (typeof count !== "bigint" && typeof count !== "boolean") throw new TypeError("not a number");
    return total + BigInt(count);
  }, 0n);
}

function present(holder: Cel, key: string): boolean {
  if (!(holder instanceof Map)) throw new TypeError("no mapping");
  return holder.has(key);
}

/** Our data as the engine wants it: whole numbers as `bigint`, mappings as `Map`. */
function cel(value: Value): Cel {
  if (Array.isArray(value)) return value.map(cel);
  if (isData(value)) return new Map(Object.entries(value).map(([key, member]) => [key, cel(member)]));
  return typeof value === "number" ? BigInt(value) : value;
}

/** Every value that a rule's place matches, with its pointer. */
function places(value: Value, place: string[], pointer = ""): [string, Value][] {
  const [step, ...rest] = place;
  if (step === undefined) return [[pointer, value]];
  const found = step === "*" ? entries(value) : entries(value).filter(([key]) => isData(value) && key === step);
  return found.flatMap(([key, member]) => places(member, rest, join(pointer, key)));
}

/** What the local names stand for: once, or once a member of what `each` names. */
function members(rule: Rule, self: Value, scope: Data): Names[] {
  if (rule.each === null) return [{}];
  const [base, ...steps] = rule.each.split(".") as [string, ...string[]];
  const start: Value | undefined = base === "self" ? self : scope[base];
  const found = steps.reduce<Value | undefined>((holder, step) => (isData(holder) ? holder[step] : undefined), start);
  return entries(found).map(([key, member]) => ({ it: cel(member), key: typeof key === "number" ? BigInt(key) : key }));
}

function entries(value: Value | undefined): [string | number, Value][] {
  if (Array.isArray(value)) return value.map((member, number) => [number, member]);
  return isData(value) ? Object.entries(value) : [];
}
