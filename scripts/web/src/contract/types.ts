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
  pattern?: string;
  "x-titles"?: Record<string, string>;
  "x-say"?: string;
  /** Beside a code that nobody types: what it begins with, before a hyphen and a number. */
  "x-made"?: string;
  /** The campaign asks nobody for it. */
  "x-unasked"?: boolean;
  /** Beside a part of a result: the outcomes that ask for it. */
  "x-outcomes"?: string[];
  [keyword: string]: unknown;
}

/** A step of the form with the parts of a report that it asks for. `rest`: what no step asks for belongs there. */
export interface Step {
  title: string;
  about: string;
  parts: string[];
  rest: boolean;
}

declare global {
  /** What the published scripts hold, by name. */
  var pingyi: Record<string, unknown> | undefined;
}

export type Level = "error" | "warning" | "hint";

/** A rule of the catalogue in words; `{…}` in them is filled in. */
export interface Entry {
  level: Level;
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
  /** The page that lists what waits to be merged. */
  requests: string;
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
  /** What the campaign calls the two kinds of units. */
  kinds: Record<Kind, string>;
  categories: Record<string, Word>;
  subjects: Subject[];
  parts: Record<string, Record<Kind, Need>>;
  invites: { category: string; title: string }[];
  required_numbers: Record<string, { min?: number; max?: number }>;
  repository: Repository | null;
  /** Whether the site offers the reports that main holds to be opened. */
  opens: boolean;
}

export type Limit = "findings" | "slips" | "entries" | "value" | "excerpt" | "depth" | "nodes" | "alike" | "person" | "many";

export type PatternName =
  | "suspect"
  | "identity"
  | "identity_spaced"
  | "old_identity"
  | "mobile"
  | "card"
  | "email"
  | "landline"
  | "plate"
  | "invisible"
  | "markup"
  | "placeholder"
  | "inside"
  | "votes"
  | "reminder"
  | "odd_space"
  | "number"
  | "day"
  | "day_digits";

export interface Pattern {
  pattern: string;
  /** What must not stand before a match. */
  not_after?: string[];
  ignore_case?: boolean;
}

export interface Contract {
  campaign: Campaign;
  steps: Step[];
  schemas: Record<"unit" | "vocabulary", Schema>;
  rules: Rule[];
  entries: Record<string, Entry>;
  words: Record<string, string>;
  /** What is wrong with YAML that cannot be read: by what somebody typed, or `other`. */
  yaml: Record<string, string>;
  /** What rules see as `campaign`, and beside the roster row as `unit`, by kind of unit. */
  scope: { campaign: Data; unit: Record<Kind, Data> };
  /** What Python and the browser agree on (schemas/limits.yml); what each of it means stands there. */
  limits: Record<Limit, number>;
  /** Keyword of the schema to rule, and its end to the word in which its limit is counted. */
  keywords: Record<string, string>;
  measures: Record<string, string>;
  codes: string[];
  read_by_all: string[];
  identity: { weights: number[]; checks: string };
  /** Regular expressions by name, and full-width to plain characters. */
  patterns: Record<PatternName, Pattern>;
  full_width: Record<string, string>;
  typed: { wide: string; plain: string; around: string };
  /** What is looked for in YAML written by hand: always, and where it cannot be read. */
  slips: { cause: string; patterns: string[] }[];
  slips_where_broken: { cause: string; pattern: string }[];
}

/** Where a report stands with the levels that decide, for those who may know (scripts/pingyi/publish/lives_told.py). */
export interface Life {
  state: "unsubmitted" | "submitted" | "returned" | "reopened" | "resubmitted" | "stale" | "accepted";
  /** The sentence that says so, who acts next and since when. */
  said: string;
  /** Of a report that was returned or reopened: why, and the places to be mended with what is said of each. */
  reason?: string;
  places?: [pointer: string, words: string][];
  /** Why it cannot be changed. */
  locked?: string;
  /** The request that lies open on it. */
  request?: { number: number; url?: string };
}

/** A unit's public row of the roster. */
export interface Unit {
  id: string;
  name: string;
  /** The names of the units above, where another unit bears the same name. */
  above?: string;
  category: string;
  kind: Kind;
  organisations?: number;
  members?: number;
  due?: string;
  opened?: string;
  closed?: string;
  exempt?: boolean;
  /** The state of the report that main held when the site was built, if it held one. */
  report?: "draft" | "final";
  life?: Life;
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
