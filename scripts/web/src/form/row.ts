import type { Unit } from "../contract/types";
import { load } from "./load";

/** A unit's row of the roster. */
export async function row(id: string): Promise<Unit | undefined> {
  const rows = await load<Record<string, Unit>>(`units/${id.split("/")[0]}`).catch(() => undefined);
  return rows?.[id];
}
