/** Names of units with what tells those of one name apart. */

import type { Roster, Unit } from "../contract/types";

/** The names of the units above, the highest first. */
export function above(id: string, roster: Roster): string[] {
  const parts = id.split("/");
  const ids = parts.slice(1).map((_, place) => parts.slice(0, place + 1).join("/"));
  return ids.map((it) => roster.get(it) ?? it);
}

/** A unit's name, with what tells it from others of that name. */
export function titleOf({ above, name }: Unit): string {
  return above ? `${above} › ${name}` : name;
}

/** The units whose names, with those above them, hold every word, or whose id does. */
export function search(words: string, roster: Roster): [id: string, name: string][] {
  const wanted = words.trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (!wanted.length) return [];
  return [...roster].filter(([id, name]) => {
    const own = `${name} ${id}`.toLowerCase();
    if (!wanted.some((word) => own.includes(word))) return false;
    const whole = `${above(id, roster).join(" ")} ${own}`.toLowerCase();
    return wanted.every((word) => whole.includes(word));
  });
}
