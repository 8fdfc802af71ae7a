/** What the form is made of, driven from Python: requests in, answers out. In Node by standard input, in a page by `drive`. */

import { Checker } from "../src/contract/check";
import { Fault, read } from "../src/contract/normalform";
import type { Contract, Roster, Unit } from "../src/contract/types";

declare const process: { getBuiltinModule(name: "fs"): { readFileSync(file: number, coding: string): string } } | undefined;

interface Request {
  text: string;
  unit?: Unit;
}

interface Session {
  contract: Contract;
  names: [string, string][];
  requests: Request[];
}

function answer(checker: Checker, roster: Roster, { text, unit }: Request): unknown {
  try {
    const data = read(text);
    return { data, findings: checker.check(data, unit, roster) };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { fault: error.rule, line: error.line };
  }
}

function drive({ contract, names, requests }: Session): unknown[] {
  const checker = new Checker(contract);
  const roster = new Map(names);
  return requests.map((request) => answer(checker, roster, request));
}

Object.assign(globalThis, { drive });
if (typeof process !== "undefined") console.log(JSON.stringify(drive(JSON.parse(process.getBuiltinModule("fs").readFileSync(0, "utf8")))));
