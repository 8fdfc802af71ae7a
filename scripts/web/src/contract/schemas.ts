/** The schema of a report as a tree of fields: what describes the value at a pointer. Follows scripts/pingyi/contract/schemas.py. */

import { join, steps } from "./pointer";
import type { Contract, Schema } from "./types";

type Home = keyof Contract["schemas"];
type Found = [schema: Schema, home: Home];

export class Schemas {
  /** What was found before, by pointer: drawing a field asks for it some fifteen times. */
  private readonly known = new Map<string, Schema[]>();

  constructor(private readonly schemas: Contract["schemas"]) {}

  /** The schemas that describe the value at a pointer, outermost first: a `$ref`'s siblings, then its target. */
  fields(pointer: string): Schema[] {
    const found = this.known.get(pointer) ?? this.find(pointer);
    this.known.set(pointer, found);
    return found;
  }

  private find(pointer: string): Schema[] {
    let pending: Found[] = [[this.schemas.unit, "unit"]];
    for (const step of steps(pointer)) pending = pending.flatMap((found) => this.children(found, step));
    return pending.flatMap((found) => this.chain(found)).map(([schema]) => schema);
  }

  /** The first that any of them says of a keyword. */
  says<Keyword extends keyof Schema>(pointer: string, keyword: Keyword): Schema[Keyword] | undefined {
    return this.fields(pointer).find((schema) => keyword in schema)?.[keyword];
  }

  /** The Chinese title of the field, or its last key. */
  title(pointer: string): string {
    const cut = pointer.lastIndexOf("/");
    const [above, key] = [pointer.slice(0, Math.max(cut, 0)), pointer.slice(cut + 1)];
    // An entry of a list mostly has no title of its own.
    return this.says(pointer, "title") ?? (/^[0-9]+$/.test(key) ? this.title(above) : key);
  }

  /** The keys of an object, in the order of the contract; the campaign's words come before what they build on. */
  keys(pointer: string): string[] {
    const known = this.fields(pointer).map((schema) => Object.keys(schema.properties ?? {}));
    const longest = known.reduce((most, keys) => (keys.length > most.length ? keys : most), []);
    return [...new Set([...longest, ...known.flat()])];
  }

  /** The pointers of an object's fields, without those that the campaign has no words for, or asks nobody for. */
  below(pointer: string): string[] {
    const fields = this.keys(pointer).map((key) => join(pointer, key));
    const empty = (field: string): boolean => this.says(field, "maxItems") === 0 || this.says(field, "maxLength") === 0;
    return fields.filter((field) => !empty(field) && !this.says(field, "x-unasked"));
  }

  required(pointer: string, key: string): boolean {
    return this.fields(pointer).some((schema) => schema.required?.includes(key));
  }

  private chain(found: Found): Found[] {
    const [schema, home] = found;
    return schema.$ref === undefined ? [found] : [found, ...this.chain(this.resolve(schema.$ref, home))];
  }

  private resolve(reference: string, home: Home): Found {
    const [file = "", pointer = ""] = reference.split("#");
    const name = (file.replace(".schema.json", "") || home) as Home;
    const target = steps(pointer).reduce((schema, step) => schema[step] as Schema, this.schemas[name]);
    return [target, name];
  }

  private children(found: Found, step: string): Found[] {
    return this.chain(found).flatMap(([part, home]): Found[] => {
      const property = part.properties && Object.hasOwn(part.properties, step) ? part.properties[step] : undefined;
      if (property) return [[property, home]];
      if (typeof part.additionalProperties === "object") return [[part.additionalProperties, home]];
      return part.items && /^[0-9]+$/.test(step) ? [[part.items, home]] : [];
    });
  }
}
