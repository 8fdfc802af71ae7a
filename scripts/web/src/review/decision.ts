/** A decision in the making: what the reviewer has said, what is missing, and the file that comes of it. */

import { clock } from "../contract/clock";
import type { Repository } from "../contract/types";
import { type Writing, written } from "./written";

export type Verdict = "accepted" | "returned" | "reopened";

/** A decision that may be made, with the hashes of what it is made on. `absent`: units that have to be named, and their names. */
export interface Option {
  verdict: Verdict;
  by: string;
  name: string;
  report: string;
  below: string;
  absent: [unit: string, name: string][];
  /** Places that a return may name; empty where any. */
  within: string[];
}

/** What the page says of one report (scripts/pingyi/pages/review_pages.py). */
export interface UnitFacts {
  unit: string;
  name: string;
  path: string;
  line: string;
  options: Option[];
}

export interface Facts {
  as_of: string;
  timezone: string;
  repository: Repository | null;
  writing: Writing;
  units: UnitFacts[];
}

export interface Said {
  post: string;
  reason: string;
  /** Words by place, in the order of the page; of a reopening the places alone count. */
  places: Map<string, string>;
  /** Reasons by unit. */
  absent: Map<string, string>;
}

export type Missing = "post" | "reason" | "points" | "words" | "scope" | "absent";

/** What has still to be said before there is a file. */
export function missing({ verdict, absent }: Option, said: Said): Missing[] {
  const found: Missing[] = said.post.trim() ? [] : ["post"];
  if (verdict !== "accepted" && !said.reason.trim()) found.push("reason");
  if (verdict === "returned" && !said.places.size) found.push("points");
  if (verdict === "returned" && [...said.places.values()].some((words) => !words.trim())) found.push("words");
  if (verdict === "reopened" && !said.places.size) found.push("scope");
  if (absent.some(([unit]) => !said.absent.get(unit)?.trim())) found.push("absent");
  return found;
}

/** The text of the file. */
export function fileOf(facts: Facts, unit: UnitFacts, option: Option, said: Said): string {
  const { verdict, by, report, below } = option;
  const places = [...said.places];
  return written(
    unit.line,
    {
      verdict,
      by,
      post: said.post.trim(),
      on: clock(facts),
      reason: said.reason.trim(),
      points: verdict === "returned" ? places.map(([pointer, words]) => ({ pointer, words: words.trim() })) : [],
      scope: verdict === "reopened" ? places.map(([pointer]) => pointer) : [],
      absent: option.absent.map(([id]) => ({ unit: id, reason: said.absent.get(id)?.trim() ?? "" })),
      report,
      below,
    },
    facts.writing,
  );
}
