// What is published, as it is published: nothing that the oldest browsers of offices (package.json: browserslist) lack.
import compat from "eslint-plugin-compat";
import es from "eslint-plugin-es-x";

import manifest from "./package.json" with { type: "json" };
import { missing } from "./floor-members.mjs";

const oldest = Object.fromEntries(manifest.browserslist.map((line) => line.split(" >= ")));
const newer = es.configs["flat/restrict-to-es2019"].rules;
const iterators = Object.keys(newer).filter((rule) => rule.startsWith("es-x/no-iterator-prototype-"));

/** What all three know although it is newer than ES2019, or what src/floor/ adds; and what only looks like one of the new methods. */
const FINE = [
  "es-x/no-bigint",
  "es-x/no-global-this",
  "es-x/no-class-instance-fields",
  "es-x/no-string-prototype-matchall",
  "es-x/no-array-prototype-at",
  "es-x/no-object-hasown",
  "es-x/no-string-prototype-at", // of lists
  "es-x/no-uint8array-prototype-tohex", // functions of the CEL library's own
  "es-x/no-uint8array-prototype-tobase64",
  ...iterators, // of lists
];

const recommended = compat.configs["flat/recommended"];

export default [
  {
    ...recommended,
    plugins: { ...recommended.plugins, "es-x": es },
    settings: { browsers: manifest.browserslist, polyfills: ["Object.hasOwn"], "es-x": { aggressive: true } },
    rules: {
      ...recommended.rules,
      ...newer,
      ...Object.fromEntries(FINE.map((rule) => [rule, "off"])),
      "es-x/no-regexp-lookbehind-assertions": "error",
      "no-restricted-properties": ["error", ...missing(oldest).map((property) => ({ property }))],
    },
  },
];
