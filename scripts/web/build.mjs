// Bundles src/*.ts and makes the style sheets small, for the oldest browsers of offices (package.json: browserslist).
import { build } from "esbuild";

import manifest from "./package.json" with { type: "json" };

const target = manifest.browserslist.map((line) => line.replace(" >= ", ""));

/** The contract has patterns of its own and says `format` nowhere: those of the validator are left out. */
const withoutFormats = {
  name: "without formats",
  setup: ({ onLoad }) =>
    onLoad({ filter: /@cfworker\/json-schema\/dist\/esm\/format\.js$/ }, () => ({ contents: "export const format = {}, fastFormat = {};" })),
};

const small = {
  minify: true,
  charset: "utf8", // Chinese words take half the bytes
  target,
  outdir: "../../build/web",
};

await build({
  ...small,
  entryPoints: ["src/*.ts"],
  bundle: true,
  inject: ["src/floor/missing.ts"],
  supported: { destructuring: true }, // all three know it; esbuild is wary of a fault of Safari's that our code does not meet
  legalComments: "linked",
  plugins: [withoutFormats],
});

await build({ ...small, entryPoints: ["../../docs/assets/*.css"] });
