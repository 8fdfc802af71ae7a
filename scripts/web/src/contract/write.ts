/** A report's data as YAML that people read: keys in the order of the contract, its titles as comments, long texts as blocks. */

import { isData, join } from "./pointer";
import type { Schemas } from "./schemas";
import type { Data, Value } from "./types";

const DATE = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
const WORDS = /^(y|n|yes|no|on|off|true|false|null|nan|inf)$/i;
const PLAIN = /^[\p{L}\p{N}（《“‘【][^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]*$/u;
const HARD_PLAIN = /: |:$| #|[\[\]{},&*!|>'"%@`\\]|^\s|\s$/;
/** A block keeps a text as it is only where no character ends a line in one YAML and not in the other. */
const HARD_BLOCK = /[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]/u;
/** Its first line shows the indent, and what follows it must not add to its end. */
const BLOCK = /^\n*[^\s](?:[^]*[^\n])?\n?$/;
const HARD_QUOTED = /[\x7f-\xa0\u2028\u2029\ufeff]/g;
const LONG = 60;
const WIDE = 100;
/** Tallies lie so deep: results, subject, items, item. */
const TALLY = 3;

export class Writer {
  constructor(private readonly schemas: Schemas) {}

  /** The whole file, with the schema line for editors. */
  report(data: Data): string {
    const unit = typeof data["unit"] === "string" ? data["unit"] : "";
    const up = "../".repeat(unit.split("/").length + 1);
    return `# yaml-language-server: $schema=${up}schemas/unit.schema.json\n${this.mapping(data, "", 0)}`;
  }

  private mapping(data: Data, pointer: string, depth: number): string {
    const known = this.schemas.keys(pointer).filter((key) => Object.hasOwn(data, key));
    const keys = [...known, ...Object.keys(data).filter((key) => !known.includes(key))];
    return keys.map((key) => this.entry(key, data[key] as Value, join(pointer, key), depth)).join("");
  }

  private entry(key: string, value: Value, pointer: string, depth: number): string {
    const indent = "  ".repeat(depth);
    const title = this.schemas.title(pointer);
    const name = indent + (/^[a-z][a-z0-9_-]*$/.test(key) && !WORDS.test(key) ? key : quoted(key));
    const heading = depth === 0 && typeof value === "object" ? `\n# ${title}\n` : "";
    const comment = heading || title === key ? "" : `  # ${title}`;
    if (typeof value === "object" && !isFlat(value, depth))
      return `${heading}${name}:${comment}\n${isData(value) ? this.mapping(value, pointer, depth + 1) : this.list(value, pointer, depth)}`;
    const text = typeof value === "object" ? flow(value) : scalar(value, depth + 1);
    return text.startsWith("|")
      ? `${name}: ${text.replace("\n", `${comment}\n`)}\n`
      : `${heading}${name}: ${text}${comment}\n`;
  }

  private list(values: Value[], pointer: string, depth: number): string {
    const indent = "  ".repeat(depth + 1);
    return values
      .map((value, number) => {
        if (!isData(value) || !Object.keys(value).length)
          return `${indent}- ${typeof value === "object" ? nested(value) : scalar(value, depth + 2)}\n`;
        // The first key of a mapping stands beside the dash.
        return `${indent}- ${this.mapping(value, join(pointer, number), depth + 2).slice(indent.length + 2)}`;
      })
      .join("");
  }
}

/** Whether a collection goes on one line: a tally, a list of codes, or nothing at all. */
function isFlat(value: Data | Value[], depth: number): boolean {
  const kind = Array.isArray(value) ? "string" : "number";
  const simple = Object.values(value).every((member) => typeof member === kind) && flow(value).length < WIDE;
  return Object.keys(value).length === 0 || (simple && (kind === "string" || depth >= TALLY));
}

function flow(value: Data | Value[]): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(", ")}]`;
  return `{${Object.entries(value)
    .map(([key, member]) => `${inline(key)}: ${inline(member)}`)
    .join(", ")}}`;
}

/** Anything at all on one line, as JSON, which is YAML. */
function nested(value: Value): string {
  if (typeof value !== "object") return inline(value);
  if (Array.isArray(value)) return `[${value.map(nested).join(", ")}]`;
  return `{${Object.entries(value)
    .map(([key, member]) => `${quoted(key)}: ${nested(member)}`)
    .join(", ")}}`;
}

function inline(value: Value): string {
  return typeof value === "string" ? (isPlain(value) ? value : quoted(value)) : String(value);
}

/** A scalar; a block begins with `|` and its lines are indented by `depth`. */
function scalar(value: Exclude<Value, object>, depth: number): string {
  if (typeof value !== "string") return String(value);
  const long = value.includes("\n") || [...value].length > LONG;
  return long && BLOCK.test(value) && !HARD_BLOCK.test(value) ? block(value, "  ".repeat(depth)) : inline(value);
}

function block(text: string, indent: string): string {
  const ended = text.endsWith("\n");
  const lines = (ended ? text.slice(0, -1) : text).split("\n");
  return `|${ended ? "" : "-"}\n${lines.map((line) => (line ? indent + line : "")).join("\n")}`;
}

/** Whether a text needs no quotes in any YAML: it looks like no number, no truth value and no syntax. */
function isPlain(text: string): boolean {
  if (DATE.test(text)) return true;
  const numeric = /^[\p{N}]/u.test(text) && !/\p{Script=Han}/u.test(text);
  return PLAIN.test(text) && !HARD_PLAIN.test(text) && !WORDS.test(text) && !numeric;
}

function quoted(text: string): string {
  const escaped = (letter: string): string => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(text).replace(HARD_QUOTED, escaped);
}
