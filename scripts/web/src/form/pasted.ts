/** Where cells that were copied from a spreadsheet belong in a grid: by their titles, if these were copied along. */

import { asTyped } from "./clipboard";

type Cell = [row: number, column: number, text: string];

/** `put`: the cells that have a place, with it; `left`: those that have none, with their own place counted from 1.
 *
 * `strange`: a title that the grid does not have; then nothing has a place. */
export interface Plan {
  put: Cell[];
  left: Cell[];
  strange?: string;
}

export interface Titles {
  rows: string[];
  columns: string[];
  /** What is worked out and not typed. */
  sums: string[];
}

/** Places in the grid by places in the block: null for a sum, undefined for none. */
type Line = (place: number) => number | null | undefined;

/** `isNumber` tells titles from counts; `from`: the row and column of the first cell where there are no titles. */
export function plan(
  block: string[][],
  [row, column]: [row: number, column: number],
  { rows, columns, sums }: Titles,
  isNumber: (text: string) => boolean,
): Plan {
  const isTitle = (text = ""): boolean => text.trim() !== "" && !isNumber(text);
  const heads = Number((block[0] ?? []).some(isTitle) || starts(block[0] ?? [], columns));
  const sides = Number(block.slice(heads).some(([first]) => isTitle(first)));
  const across = heads ? named((block[0] ?? []).slice(sides), columns, sums) : counted(column, columns);
  const down = sides ? named(block.slice(heads).map(([first = ""]) => first), rows, sums) : counted(row, rows);
  const strange = [across, down].find((line): line is string => typeof line === "string");
  return strange === undefined
    ? placed(block, heads, sides, down as Line, across as Line)
    : { put: [], left: [], strange };
}

function placed(block: string[][], heads: number, sides: number, down: Line, across: Line): Plan {
  const told: Plan = { put: [], left: [] };
  block.slice(heads).forEach((texts, line) =>
    texts.slice(sides).forEach((text, place) => {
      const [row, column] = [down(line), across(place)];
      if (typeof row === "number" && typeof column === "number") told.put.push([row, column, text]);
      else if (row !== null && column !== null && text.trim())
        told.left.push([line + heads + 1, place + sides + 1, text.trim()]);
    }),
  );
  return told;
}

function counted(from: number, titles: string[]): Line {
  return (place) => (from + place < titles.length ? from + place : undefined);
}

/** The places of copied titles; the first that is none of the grid's. */
function named(copied: string[], titles: string[], sums: string[]): Line | string {
  const known = titles.map(asTyped);
  const places = copied.map((title) => {
    const found = known.indexOf(asTyped(title));
    return found >= 0 ? found : sums.map(asTyped).includes(asTyped(title)) ? null : undefined;
  });
  const strange = copied.find((title, place) => places[place] === undefined && title.trim());
  return strange?.trim() ?? ((place) => places[place]);
}

/** Whether a row is made of titles that look like numbers. */
function starts(row: string[], titles: string[]): boolean {
  return titles.length > 1 && titles.every((title, place) => asTyped(row[place] ?? "") === asTyped(title));
}
