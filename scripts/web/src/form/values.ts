/** What is typed becomes a value, and the other way round. Nothing typed is no value. */

import type { Value } from "../contract/types";

const INTEGER = /^-?(0|[1-9][0-9]*)$/;

export type Kind = "integer" | "date" | "line" | "text" | "choice" | "choices" | "list" | "group";

/** A value for what was typed into a field, `day` telling what a date looks like; what is no number stays the text that it is, for the check to say so. */
export function parsed(kind: Kind, typed: string, day: RegExp): Value | undefined {
  if (kind === "text") return typed.trim() ? typed.replace(/\r\n?/g, "\n") : undefined;
  const text = kind === "line" || kind === "choice" ? typed.trim() : halfWidth(typed).replace(/\s/g, "");
  if (!text) return undefined;
  if (kind === "date") return date(text, day);
  return kind === "integer" && INTEGER.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) || 0 : text;
}

/** A value as a field shows it. */
export function shown(value: Value | undefined): string {
  return typeof value === "object" || value === undefined ? "" : String(value);
}

/** Digits and signs of a Chinese keyboard as plain ones. */
function halfWidth(text: string): string {
  return text.normalize("NFKC").replace(/[－—–]/g, "-");
}

/** 2012年2月6日, 2012.2.6 or 2012/2/6 as 2012-02-06; anything else as it is. */
function date(text: string, form: RegExp): string {
  const [, year, month = "", day = ""] = form.exec(text) ?? [];
  return year ? `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}` : text;
}
