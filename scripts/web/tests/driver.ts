/** What the form is made of, driven from Python: requests in, answers out. In Node by standard input, in a page by `drive`. */

import { Checker } from "../src/contract/check";
import { read } from "../src/contract/normalform";
import type { Contract, Data, Repository, Roster, Unit } from "../src/contract/types";
import { Writer } from "../src/contract/write";
import { target } from "../src/form/forge";
import { Report } from "../src/form/report";
import { type Kind, Typed } from "../src/form/values";

declare const process:
  { getBuiltinModule(name: "fs"): { readFileSync(file: number, coding: string): string } } | undefined;

/** A report's text to be read, judged and written; data to be written; an address to be made; a field's text. */
interface Request {
  text?: string;
  unit?: Unit;
  data?: Data;
  typed?: [pointer: string, value: string | null][];
  target?: [Repository, path: string, text: string, exists: boolean];
  read?: [Kind, typed: string];
}

interface Session {
  contract: Contract;
  names: [string, string][];
  requests: Request[];
}

function answer(contract: Contract, checker: Checker, roster: Roster, { text, unit, data, typed, target: wanted, read: field }: Request): unknown {
  const writer = new Writer(checker.schemas);
  if (wanted) return target(...wanted);
  if (field) return { value: new Typed(contract).value(...field) ?? null };
  if (typed) {
    const report = new Report(data);
    for (const [pointer, value] of typed) report.set(pointer, value ?? undefined);
    return { data: report.data };
  }
  if (data) return { written: writer.report(data) };
  const found = read(text ?? "", contract);
  if ("fault" in found) return { fault: found.fault.rule, line: found.fault.line };
  return { data: found.data, findings: checker.check(found.data, unit, roster), written: writer.report(found.data) };
}

function drive({ contract, names, requests }: Session): unknown[] {
  const checker = new Checker(contract);
  const roster = new Map(names);
  return requests.map((request) => answer(contract, checker, roster, request));
}

Object.assign(globalThis, { drive });
if (typeof process !== "undefined")
  console.log(JSON.stringify(drive(JSON.parse(process.getBuiltinModule("fs").readFileSync(0, "utf8")))));
