/** JSON pointers (RFC 6901). */

import type { Data, Value } from "./types";

export function join(pointer: string, step: string | number): string {
  return `${pointer}/${String(step).replace(/~/g, "~0").replace(/\//g, "~1")}`;
}

export function steps(pointer: string): string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((step) => step.replace(/~1/g, "/").replace(/~0/g, "~"));
}

export function isData(value: unknown): value is Data {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The member of a mapping or list; undefined where there is none. */
export function child(value: Value | undefined, step: string): Value | undefined {
  if (Array.isArray(value)) return /^[0-9]+$/.test(step) ? value[Number(step)] : undefined;
  return isData(value) && Object.hasOwn(value, step) ? value[step] : undefined;
}

export function at(value: Value | undefined, pointer: string): Value | undefined {
  return steps(pointer).reduce(child, value);
}
