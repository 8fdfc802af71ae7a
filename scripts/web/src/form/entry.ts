/** One entry of a list: what it is called, and what it begins with. */

import { isData } from "../contract/pointer";
import type { Data } from "../contract/types";
import type { Desk } from "./desk";

/** What one entry of a list is called. */
export function nameOf(desk: Desk, pointer: string): string {
  return desk.schemas.fields(`${pointer}/0`).find((schema) => schema.title)?.title ?? desk.schemas.title(pointer);
}

/** An entry to begin with: empty, but for a number of its own where the contract makes one. */
export function fresh(desk: Desk, pointer: string): Data {
  const stem = desk.schemas.says(`${pointer}/0/id`, "x-made");
  if (!stem) return {};
  const used = desk.report.list(pointer).map((it) => (isData(it) ? String(it["id"]) : ""));
  const numbers = used.map((id) => (id.startsWith(`${stem}-`) ? Number(id.slice(stem.length + 1)) || 0 : 0));
  return { id: `${stem}-${Math.max(0, ...numbers) + 1}` };
}
