/** The report that is being filled in: values by pointer. What is blank is absent, and so is what holds only blanks. */

import { at, child, isData, steps } from "../contract/pointer";
import type { Data, Value } from "../contract/types";

export class Report {
  constructor(public data: Data = {}) {}

  get(pointer: string): Value | undefined {
    return at(this.data, pointer);
  }

  list(pointer: string): Value[] {
    const found = this.get(pointer);
    return Array.isArray(found) ? found : [];
  }

  set(pointer: string, value: Value | undefined): void {
    if (value === undefined) this.remove(pointer);
    else place(this.data, steps(pointer), value);
  }

  /** Adds an entry to a list, empty unless given. */
  add(pointer: string, entry: Value = {}): void {
    this.set(pointer, [...this.list(pointer), entry]);
  }

  /** Puts an entry back into a list at its number. */
  insert(pointer: string, number: number, entry: Value): void {
    const entries = this.list(pointer);
    this.set(pointer, [...entries.slice(0, number), entry, ...entries.slice(number)]);
  }

  /** Takes a value away, and what is empty without it; an entry of a list stays until it is taken away itself. */
  remove(pointer: string): void {
    const key = steps(pointer).at(-1);
    const holder = this.get(above(pointer));
    if (key === undefined || typeof holder !== "object") return;
    if (Array.isArray(holder)) holder.splice(Number(key), 1);
    else delete holder[key];
    const entry = isData(holder) && Array.isArray(this.get(above(above(pointer))));
    if (above(pointer) && !entry && Object.keys(holder).length === 0) this.remove(above(pointer));
  }
}

function above(pointer: string): string {
  return pointer.slice(0, Math.max(pointer.lastIndexOf("/"), 0));
}

/** Puts a value below a holder; what stands in the way and can hold nothing, as a text does, gives way. */
function place(holder: Data | Value[], [step, ...rest]: string[], value: Value): void {
  if (step === undefined) return;
  const key = Array.isArray(holder) ? Number(step) : step;
  const put = (found: Value): Value => ((holder as Data)[key] = found);
  const next = rest[0];
  if (next === undefined) put(value);
  else {
    const held = child(holder, step);
    const holds = isData(held) || (Array.isArray(held) && /^[0-9]+$/.test(next));
    place((holds ? held : put({})) as Data, rest, value);
  }
}
