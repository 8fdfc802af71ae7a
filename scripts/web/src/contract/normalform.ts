/** YAML in normal form to data: one walk over the parser's events. Follows scripts/pingyi/load/normalform.py. */

import {
  EVENT_ID,
  type Event,
  YAMLException,
  getScalarValue,
  parseEvents,
  SCALAR_STYLE,
  type ScalarEvent,
} from "js-yaml";

import { cause, slip, type Slip } from "./keyboard";
import { isData } from "./pointer";
import type { Contract, Data, Value } from "./types";

const LINE = 40;
const UNPRINTABLE = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;
const INTEGER = /^-?(0|[1-9][0-9]*)$/;

/** The report that a file holds, blanks left out; or what in it the normal form does not allow. */
export type Read = { data: Data } | { fault: Fault };

/** A rule of the catalogue, and the line. */
export class Fault {
  constructor(
    readonly rule: string,
    readonly line: number,
    readonly values: Record<string, unknown> = {},
  ) {}
}

type Known = Pick<Contract, "limits" | "slips" | "slips_where_broken">;

export function read(text: string, known: Known): Read {
  try {
    return { data: composed(text.replace(/^\ufeff/, ""), known) };
  } catch (error) {
    if (error instanceof Fault) return { fault: error };
    throw error;
  }
}

function composed(source: string, known: Known): Data {
  const typed = slip(source, known);
  if (typed) throw told(typed);
  const odd = UNPRINTABLE.exec(source);
  if (odd) {
    const code = `U+${(odd[0].codePointAt(0) as number).toString(16).toUpperCase().padStart(4, "0")}`;
    throw new Fault("yaml-character", lines(source, odd.index), { code });
  }
  const data = new Composer(source, events(source, known), known.limits).document();
  if (!isData(data)) throw new Fault("yaml-not-mapping", 1);
  return data;
}

function told({ line, cause: problem }: Slip): Fault {
  return problem === "comment" ? new Fault("yaml-comment", line) : new Fault("yaml-syntax", line, { problem });
}

function events(source: string, known: Known): Event[] {
  try {
    return parseEvents(source, { maxDepth: 10 * known.limits.depth });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const line = (error.mark?.line ?? 0) + 1;
    throw told(cause(source, line, known) ?? { line, cause: "other" });
  }
}

class Composer {
  private place = 0;
  private nodes = 0;

  constructor(
    private readonly source: string,
    private readonly events: Event[],
    private readonly limits: Contract["limits"],
  ) {}

  document(): Value | undefined {
    const documents = this.events.filter(({ type }) => type === EVENT_ID.DOCUMENT).length;
    if (documents > 1) throw new Fault("yaml-documents", 1);
    this.place = 1;
    return this.node(this.next(), 0);
  }

  private next(): Event {
    return this.events[this.place++] ?? { type: EVENT_ID.POP };
  }

  private node(event: Event, depth: number): Value | undefined {
    if (++this.nodes > this.limits.nodes) throw new Fault("yaml-nodes", 1, { limit: this.limits.nodes });
    switch (event.type) {
      case EVENT_ID.SCALAR:
        this.refuse(event);
        return this.scalar(event);
      case EVENT_ID.SEQUENCE:
        this.refuse(event, depth);
        return this.sequence(depth);
      case EVENT_ID.MAPPING:
        this.refuse(event, depth);
        return this.mapping(depth);
      case EVENT_ID.ALIAS:
        throw this.fault("yaml-alias", event.anchorStart, {
          found: `*${this.source.slice(event.anchorStart, event.anchorEnd)}`,
        });
      default:
        return undefined;
    }
  }

  private refuse(event: { anchorStart: number; anchorEnd: number; tagStart: number; tagEnd: number }, depth = 0): void {
    const { anchorStart, anchorEnd, tagStart, tagEnd } = event;
    if (anchorStart >= 0)
      throw this.fault("yaml-alias", anchorStart, { found: `&${this.source.slice(anchorStart, anchorEnd)}` });
    if (tagStart >= 0) throw this.fault("yaml-tag", tagStart, { found: this.source.slice(tagStart, tagEnd) });
    if (depth > this.limits.depth) throw new Fault("yaml-depth", 1, { limit: this.limits.depth });
  }

  private scalar(event: ScalarEvent): Value | undefined {
    const text = getScalarValue(this.source, event);
    if (event.style !== SCALAR_STYLE.PLAIN) return text;
    if (text === "" || text === "null") return undefined;
    if (text === "true" || text === "false") return text === "true";
    if (!INTEGER.test(text)) return text;
    if (!Number.isSafeInteger(Number(text)))
      throw this.fault("yaml-integer", event.valueStart, { found: text.slice(0, this.limits.excerpt) });
    return Number(text) || 0;
  }

  /** A list without its blank members; one that had no others is blank itself. */
  private sequence(depth: number): Value[] | undefined {
    const found: (Value | undefined)[] = [];
    for (let event = this.next(); event.type !== EVENT_ID.POP; event = this.next()) {
      found.push(this.node(event, depth + 1));
    }
    const kept = found.filter((value): value is Value => value !== undefined);
    return found.length > 0 && kept.length === 0 ? undefined : kept;
  }

  /** A form's part in which nothing was filled in is blank itself; a typed `{}` is not. */
  private mapping(depth: number): Data | undefined {
    const found = new Map<string, Value | undefined>();
    for (let event = this.next(); event.type !== EVENT_ID.POP; event = this.next()) {
      const key = event.type === EVENT_ID.SCALAR ? getScalarValue(this.source, event) : "";
      const start = event.type === EVENT_ID.SCALAR ? event.valueStart : 0;
      if (event.type === EVENT_ID.SCALAR) this.refuse(event);
      const asked = /(^|[\s{[,-])\? *$/.test(this.source.slice(Math.max(0, start - LINE), start));
      const odd = event.type === EVENT_ID.SCALAR && event.style === SCALAR_STYLE.PLAIN && key.startsWith("?");
      if (asked || odd || key === "" || key === "<<")
        throw this.fault("yaml-key", start, { found: asked ? `?${key}` : key });
      if (found.has(key)) throw this.fault("yaml-duplicate-key", start, { key, first: "…" });
      found.set(key, this.node(this.next(), depth + 1));
    }
    if (depth > 0 && found.size > 0 && [...found.values()].every((value) => value === undefined)) return undefined;
    // Not by assignment: `__proto__` is a key like any other.
    return Object.fromEntries([...found].filter((entry): entry is [string, Value] => entry[1] !== undefined));
  }

  private fault(rule: string, start: number, values: Record<string, unknown>): Fault {
    return new Fault(rule, lines(this.source, start), values);
  }
}

function lines(source: string, place: number): number {
  return source.slice(0, Math.max(place, 0)).split("\n").length;
}
