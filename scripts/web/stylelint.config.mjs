// What the oldest browsers of offices (package.json: browserslist) do not know, no page may need.
import manifest from "./package.json" with { type: "json" };

/** Without these a page looks a little plainer and works as well, or the browser has a way of its own. */
const ORNAMENT = [
  "css-content-visibility", // what is folded on paper without a script
  "css-focus-visible", // the browser's own outline
  "css-hanging-punctuation",
  "css-media-scripting",
  "css-paged-media",
  "css-scroll-behavior",
  "css-widows-orphans",
  "viewport-unit-variants", // stands behind a plain one
];

export default {
  plugins: ["stylelint-no-unsupported-browser-features"],
  rules: {
    "plugin/no-unsupported-browser-features": [
      true,
      { browsers: manifest.browserslist, ignorePartialSupport: true, ignore: [...ORNAMENT, "css-math-functions"] },
    ],
    // The plugin takes `minmax(` for `max(`, and a prefixed `:is()` for this one.
    "declaration-property-value-disallowed-list": { "/./": ["/(^|[^a-z-])(min|max|clamp)\\(/"] },
    // Too new for the plugin's tables, or not in them.
    "property-disallowed-list": ["aspect-ratio", "inset"],
    "selector-pseudo-class-disallowed-list": ["is", "where", "has"],
  },
};
