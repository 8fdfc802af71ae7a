/** The report that is being filled in: values by pointer. What is blank is absent, and so is what holds only blanks. */

import { at, isData, steps } from "../contract/pointer";
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
    else this.place(this.data, steps(pointer), value);
  }

  /** Adds an entry to a list, empty unless given. */
  add(pointer: string, entry: Value = {}): void {
    this.set(pointer, [...this.list(pointer), entry]);
  }

  /** Takes a value away, and what is empty without it; an entry of a list stays until it is taken away itself. */
  remove(pointer: string): void {
    const key = steps(pointer).at(-1);
    const above = pointer.slice(0, Math.max(pointer.lastIndexOf("/"), 0));
    const holder = this.get(above);
    if (key === undefined) return;
    if (Array.isArray(holder)) holder.splice(Number(key), 1);
    else if (isData(holder)) delete holder[key];
    const inList = Array.isArray(this.get(above.slice(0, Math.max(above.lastIndexOf("/"), 0))));
    if (above && holder !== undefined && Object.keys(holder).length === 0 && (!inList || Array.isArray(holder)))
      this.remove(above);
  }

  private place(holder: Data, [step, ...rest]: string[], value: Value): void {
    if (step === undefined) return;
    const held = Array.isArray(holder)
      ? (holder as Value[])[Number(step)]
      : Object.hasOwn(holder, step)
        ? holder[step]
        : undefined;
    if (rest.length === 0) holder[step] = value;
    else if (typeof held === "object") this.place(held as Data, rest, value);
    else this.place((holder[step] = {}) as Data, rest, value);
  }
}
