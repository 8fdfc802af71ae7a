/** What a Chinese keyboard, WPS, Word or a merge leaves in YAML written by hand. Follows scripts/pingyi/load/keyboard.py. */

import type { Contract } from "./types";

const LINE_END = /\r\n|[\r\n\x85\u2028\u2029]/;
const KEY = /^( *(?:- +)*)(?:[A-Za-z][A-Za-z0-9_-]*|"[^"]*"|'[^']*') *:(?:[ \t]|$)/;
const BLOCK = /^( *)((?:- +)*)([^:]*:)? *[|>][+-]?[0-9]?[+-]?[ \t]*$/;
const VALUE = /^ *(?:- +)*(?:[^:]*:(?: +|$))?(.*?)[ \t]*$/;
/** A value from which the comment behind it takes nothing away. */
const WHOLE =
  /^(?:(?:-?[0-9]+|[0-9]{4}-[0-9]{2}-[0-9]{2}|true|false|null|"+|[[{].*[\]}]|[|>][+-]?[0-9]?[+-]?),?)$/;

/** The line where something was typed that YAML takes otherwise, and what: a key of the catalogue's words, or `comment`. */
export interface Slip {
  line: number;
  cause: string;
}

/** A line outside of blocks of text; in `bare` a quoted text has become quotation marks, and there is no comment. */
interface Line {
  number: number;
  bare: string;
  comment: string;
}

/** The first that is wrong for certain, whether or not the text can be parsed. */
export function slip(text: string, { slips }: Pick<Contract, "slips">): Slip | undefined {
  const wanted = slips.map(({ cause, patterns }) => ({ cause, patterns: patterns.map((it) => new RegExp(it, "u")) }));
  for (const line of new Lines().live(text)) {
    const found = wanted.find(({ patterns }) => patterns.some((pattern) => pattern.test(line.bare)));
    if (found) return { line: line.number, cause: found.cause };
    if (swallows(line)) return { line: line.number, cause: "comment" };
  }
  return undefined;
}

/** Why a text cannot be parsed: a quotation mark without its other, else what stands where the parser gave up. */
export function cause(text: string, gaveUp: number, { slips_where_broken: broken }: Pick<Contract, "slips_where_broken">): Slip | undefined {
  const lines = new Lines();
  const near = [...lines.live(text)].filter(({ number }) => number === gaveUp || number === gaveUp - 1).reverse();
  const [unclosed] = lines.unclosed;
  if (unclosed !== undefined) return { line: unclosed, cause: "unclosed quote" };
  for (const { number, bare } of near) {
    const found = broken.find(({ pattern }) => new RegExp(pattern, "u").test(bare));
    if (found) return { line: number, cause: found.cause };
  }
  return undefined;
}

/** Whether the comment may be a part of the text before it: others keep two blanks off, and one behind the sign. */
function swallows({ bare, comment }: Line): boolean {
  if (!comment || !/[^ \t-]/.test(bare) || WHOLE.test(VALUE.exec(bare)?.[1] ?? "")) return false;
  return /^#[^ \t#]/.test(comment) || /[^\x00-\x7f] $/.test(bare);
}

/** Tells the lines that hold keys and plain values from blocks of text and from quoted texts, which may go on for lines. */
class Lines {
  readonly unclosed: number[] = [];
  private quote = "";
  private opened = 1;
  private indent = 0;
  private depth = 0;

  *live(text: string): Generator<Line, void> {
    let block: number | undefined;
    for (const [place, line] of text.split(LINE_END).entries()) {
      if (block !== undefined && (!line.trim() || spaces(line) > block)) continue;
      this.giveUp(line);
      const bare = this.bare(place + 1, line);
      yield { number: place + 1, bare, comment: line.slice(bare.length) };
      const [head, indent = "", dashes = "", key] = (!this.depth && BLOCK.exec(bare)) || [];
      block = head === undefined ? undefined : (key === undefined ? indent : indent + dashes).length;
    }
    if (this.quote) this.unclosed.push(this.opened);
  }

  /** A key that stands no deeper is no part of a quoted text. */
  private giveUp(line: string): void {
    const [, before] = (this.quote && KEY.exec(line)) || [];
    if (before === undefined || (!this.depth && before.length > this.indent)) return;
    this.unclosed.push(this.opened);
    this.quote = "";
  }

  private bare(number: number, line: string): string {
    let bare = "";
    let begins = !this.quote;
    while (bare.length < line.length) {
      const place = bare.length;
      const letter = line.charAt(place);
      if (begins && (letter === "'" || letter === '"')) {
        [this.quote, this.opened, this.indent] = [letter, number, KEY.exec(line)?.[1]?.length ?? spaces(line)];
        bare += '"';
      }
      if (this.quote) {
        bare = bare.padEnd(this.closed(line, bare.length), '"');
        begins = false;
      } else if (letter === "#" && /[ \t]/.test(line.charAt(place - 1) || " ")) break;
      else {
        const shown = this.shown(letter, begins);
        begins = this.next(letter, begins, line.charAt(place + 1), bare.slice(-1));
        bare += shown;
      }
    }
    return bare;
  }

  /** The place behind the quotation mark that closes, or the end of the line. */
  private closed(line: string, from: number): number {
    for (let place = from; place < line.length; place++) {
      const letter = line.charAt(place);
      if (this.quote === '"' && letter === "\\") place++;
      else if (letter === this.quote && this.quote === "'" && line.charAt(place + 1) === "'") place++;
      else if (letter === this.quote) {
        this.quote = "";
        return place + 1;
      }
    }
    return line.length;
  }

  /** The letter, or `_` for a bracket that opens or closes nothing. */
  private shown(letter: string, begins: boolean): string {
    const idle = /[[{]/.test(letter) ? !begins : /[\]}]/.test(letter) && !this.depth;
    return idle ? "_" : letter;
  }

  /** Whether a value may begin behind the letter. */
  private next(letter: string, begins: boolean, after: string, before: string): boolean {
    const parted = /^[ \t]?$/.test(after);
    switch (letter) {
      case "[":
      case "{":
        this.depth += Number(begins);
        return begins;
      case "]":
      case "}":
        this.depth = Math.max(0, this.depth - 1);
        return false;
      case ":":
        return parted || (this.depth > 0 && before === '"');
      case "-":
        return begins && parted;
      case ",":
        return this.depth > 0;
      default:
        return begins && /[ \t]/.test(letter);
    }
  }
}

function spaces(line: string): number {
  return line.length - line.replace(/^ +/, "").length;
}
