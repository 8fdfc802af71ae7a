/** What the JSON Schema says of a report. Follows scripts/pingyi/check/shape.py. */

import { type OutputUnit, Validator } from "@cfworker/json-schema";

import { type Catalogue, short } from "./catalogue";
import { nearest } from "./nearness";
import { at, child, isData, join, steps } from "./pointer";
import type { Schemas } from "./schemas";
import type { Contract, Data, Problem, Schema, Value } from "./types";

const BASE = "https://pingyi.invalid/";
export class Shape {
  private readonly validator: Validator;
  private readonly oddSpace: RegExp;

  constructor(
    private readonly contract: Contract,
    private readonly fields: Schemas,
    private readonly catalogue: Catalogue,
  ) {
    this.validator = new Validator({ $ref: `${BASE}unit.schema.json` }, "2020-12", false);
    this.oddSpace = new RegExp(contract.patterns.odd_space.pattern, "gu");
    // The validator writes into the schemas that it is given.
    for (const [name, schema] of Object.entries(withoutUnique(JSON.parse(JSON.stringify(contract.schemas)) as object)))
      this.validator.addSchema(schema as object, `${BASE}${name}.schema.json`);
  }

  /** One problem a missing key, unknown key or bad value. */
  problems(data: Data): Problem[] {
    const errors = this.validator.validate(data).errors.filter((error) => error.keyword in this.contract.keywords);
    const found = [...errors, ...this.doubles(data)].flatMap((error) => this.explained(error, data));
    return [...new Map(found.map((problem) => [JSON.stringify(problem), problem])).values()];
  }

  /** Lists that hold a member twice, in time that grows with the list: the validator compares each with each. */
  private doubles(value: Value, pointer = ""): Pick<OutputUnit, "keyword" | "instanceLocation">[] {
    if (!Array.isArray(value) && !isData(value)) return [];
    const below = Object.entries(value).flatMap(([key, member]) => this.doubles(member, join(pointer, key)));
    if (!Array.isArray(value) || !this.fields.fields(pointer).some(({ uniqueItems }) => uniqueItems)) return below;
    const double = new Set(value.map(canonical)).size < value.length;
    return double ? [...below, { keyword: "uniqueItems", instanceLocation: `#${encodeURI(pointer)}` }] : below;
  }

  private explained(
    { keyword, instanceLocation }: Pick<OutputUnit, "keyword" | "instanceLocation">,
    data: Data,
  ): Problem[] {
    const pointer = decodeURIComponent(instanceLocation.slice(1));
    const value = at(data, pointer) as Value;
    const schemas = this.fields.fields(pointer).filter((schema) => keyword in schema);
    const problem = (values: object, where = pointer): Problem => ({
      rule: this.contract.keywords[keyword] as string,
      pointer: where,
      values: { title: this.fields.title(pointer), found: this.short(value), ...values },
    });
    switch (keyword) {
      case "required":
        return this.missing(value, schemas).map((key) => ({
          ...problem({ missing: key, missing_title: this.fields.title(join(pointer, key)) }),
          field: join(pointer, key),
        }));
      case "additionalProperties":
        return isData(value) ? this.unknown(pointer, value, schemas, problem) : [];
      case "type":
        return schemas
          .filter(({ type }) => kind(value) !== type)
          .map(({ type }) => problem(this.types(type as string, value)));
      case "enum":
        return schemas.slice(0, 1).map((schema) => problem({ expected: choices(schema) }));
      default:
        return schemas.slice(0, 1).map((schema) => problem(this.limit(keyword, schema)));
    }
  }

  private missing(value: Value, schemas: Schema[]): string[] {
    return schemas.flatMap(({ required = [] }) => required).filter((key) => child(value, key) === undefined);
  }

  private unknown(
    pointer: string,
    value: Data,
    schemas: Schema[],
    problem: (values: object, where: string) => Problem,
  ): Problem[] {
    const closed = schemas.filter((schema) => schema.additionalProperties === false);
    const known = [...new Set(this.fields.fields(pointer).flatMap(({ properties }) => Object.keys(properties ?? {})))];
    return Object.keys(value)
      .filter((key) => closed.some(({ properties = {} }) => !Object.hasOwn(properties, key)))
      .map((key) => problem({ key: this.short(key), suggestion: this.suggestion(key, known) }, join(pointer, key)));
  }

  private suggestion(key: string, known: string[]): string {
    const near = nearest(key, known, this.contract.limits.alike / 100);
    return this.catalogue.word(near ? "suggest" : "suggest-none", { near, known: known.join("、") });
  }

  private types(expected: string, value: Value): object {
    const word = (key: string, values = {}): string => this.catalogue.word(key, values);
    const found = word(`found-${kind(value)}`, { value: this.short(value) });
    return { expected: word(expected), say: word(`say-${expected}`), found };
  }

  private short(value: unknown): string {
    return short(value, this.contract.limits.value, this.oddSpace);
  }

  private limit(keyword: string, schema: Schema): object {
    const limit = schema[keyword];
    const unit = this.contract.measures[keyword.slice(3)];
    return { limit: unit ? this.catalogue.word(unit, { n: limit }) : limit, say: schema["x-say"] ?? limit };
  }
}

function withoutUnique<T>(schema: T): T {
  return JSON.parse(JSON.stringify(schema, (key, value: unknown) => (key === "uniqueItems" ? undefined : value))) as T;
}

function canonical(value: Value): string {
  return JSON.stringify(value, (_key, member: Value) => (isData(member) ? Object.entries(member).sort() : member));
}

function kind(value: Value): string {
  if (Array.isArray(value)) return "array";
  return typeof value === "number" ? "integer" : typeof value;
}

function choices({ enum: words = [], "x-titles": titles = {} }: Schema): string {
  return words.map((key) => (key in titles ? `${titles[key]}（${key}）` : key)).join("、");
}

/** A copy without the values that the schema refuses, so that no rule judges them a second time.
 *
 * A whole part of the report stays: it is wrong, but it is not missing. What has more than `entries` members is cut, whether
 * or not it was refused before others.
 */
export function sound(data: Data, problems: Problem[], entries: number): Data {
  const copy = cut(data, entries) as Data;
  const refused = new Set(problems.filter(({ rule }) => rule !== "required").map(({ pointer }) => pointer));
  for (const pointer of [...refused].sort().reverse()) {
    const path = steps(pointer);
    const key = path.pop();
    const holder = path.reduce<Value | undefined>(child, copy);
    if (key === undefined || !isData(holder)) continue;
    const value = holder[key];
    if (!Array.isArray(value) && !isData(value)) delete holder[key];
  }
  return copy;
}

/** A copy with no more than `entries` members anywhere: a rule may compare each with each. */
export function cut(value: Value, entries: number): Value {
  if (Array.isArray(value)) return value.slice(0, entries).map((member) => cut(member, entries));
  return isData(value)
    ? Object.fromEntries(Object.entries(value).slice(0, entries).map(([key, member]) => [key, cut(member, entries)]))
    : value;
}
