/** What Python publishes for the browser (scripts/pingyi/doors/form_contract.py), and the values that a report is made of. */

export type Value = string | number | boolean | Value[] | Data;
export interface Data {
  [key: string]: Value;
}

export interface Schema {
  $ref?: string;
  $defs?: Record<string, Schema>;
  title?: string;
  description?: string;
  type?: string;
  properties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  items?: Schema;
  required?: string[];
  enum?: string[];
  examples?: Value[];
  maxLength?: number;
  "x-titles"?: Record<string, string>;
  "x-say"?: string;
  [keyword: string]: unknown;
}

declare global {
  /** What the published scripts hold, by name. */
  var pingyi: Record<string, unknown> | undefined;
}

export type Level = "error" | "warning" | "hint";

/** A rule of the catalogue in words; `{…}` in them is filled in. */
export interface Entry {
  level: Level;
  title: string;
  message: string;
  fix: string;
}

/** A rule in CEL beside the fields at `place`, where `*` stands for any member. */
export interface Rule {
  id: string;
  place: string[];
  rule: string;
  at: string;
  each: string | null;
}

export interface Word {
  title: string;
  note?: string;
}

export interface Grade {
  id: string;
  title: string;
}

/** Grades of different scales are different grades, even of one id. */
export interface Scale {
  id: string;
  title: string;
}

export interface Item {
  id: string;
  title: string;
  short: string;
  scale: Scale;
  grades: Grade[];
  /** Categories of units that do not evaluate it. */
  not_asked_of: string[];
}

export interface Subject {
  id: string;
  title: string;
  counts: "ballots" | "ratings";
  items: Item[];
}

export type Need = "required" | "optional" | "unused";
export type Kind = "reporting" | "branch";
export type Forge = "github" | "gitlab" | "gitea" | "forgejo" | "gitee";

/** Pages of the forge, with `{path}` left open, and the parameters with which its page for a new file takes path and text. */
export interface Repository {
  forge: Forge;
  edit: string;
  new: string;
  upload: string | null;
  name: string | null;
  value: string | null;
}

export interface Campaign {
  id: string;
  title: string;
  organiser: string;
  timezone: string;
  timeliness?: "received" | "declared";
  as_of?: string;
  due: Record<Kind, string>;
  stages: Record<string, Word>;
  categories: Record<string, Word>;
  subjects: Subject[];
  parts: Record<string, Record<Kind, Need>>;
  invites: { category: string; title: string }[];
  required_numbers: Record<string, { min?: number; max?: number }>;
  repository: Repository | null;
}

export interface Contract {
  campaign: Campaign;
  schemas: Record<"unit" | "vocabulary", Schema>;
  rules: Rule[];
  entries: Record<string, Entry>;
  words: Record<string, string>;
  /** What is wrong with YAML that cannot be read. */
  yaml: string;
  /** What rules see as `campaign`, and beside the roster row as `unit`, by kind of unit. */
  scope: { campaign: Data; unit: Record<Kind, Data> };
  /** Regular expressions by name, and full-width to plain characters. */
  patterns: Record<string, string>;
  full_width: Record<string, string>;
}

/** A unit's public row of the roster. */
export interface Unit {
  id: string;
  name: string;
  category: string;
  kind: Kind;
  organisations?: number;
  members?: number;
  due?: string;
  opened?: string;
  closed?: string;
  exempt?: boolean;
}

/** Id and name of every unit. */
export type Roster = ReadonlyMap<string, string>;

export interface Problem {
  rule: string;
  pointer: string;
  values: Record<string, unknown>;
  /** Where to mend it, if that is not where it shows: the field that is missing. */
  field?: string;
}

export interface Finding {
  rule: string;
  level: Level;
  pointer: string;
  message: string;
  fix: string;
  field?: string;
}
