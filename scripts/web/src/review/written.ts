/** A decision as the text of its file: the same bytes as `pingyi decide` writes (scripts/pingyi/decisions/written.py). */

/** Which texts stand without quotes, and which characters are written by their number: schemas/decisions.yml. */
export interface Writing {
  plain: string;
  escaped: string;
}

type Entry = string | Record<string, string>;
export type Said = Record<string, string | Entry[]>;

export function written(line: string, said: Said, writing: Writing): string {
  const scalar = scalars(writing);
  const entry = (it: Entry): string =>
    typeof it === "string"
      ? `- ${scalar(it)}\n`
      : Object.entries(it)
          .map(([key, value], place) => `${place ? " " : "-"} ${key}: ${scalar(value)}\n`)
          .join("");
  const field = ([key, value]: [string, string | Entry[]]): string => {
    // Older YAML takes `on` for a truth value.
    const name = key === "on" ? "'on'" : key;
    if (typeof value === "string") return value && `${name}: ${scalar(value)}\n`;
    return value.length ? `${name}:\n${value.map(entry).join("")}` : "";
  };
  return line + Object.entries(said).map(field).join("");
}

/** A text without quotes where no YAML can mistake it, else as JSON, which is YAML. */
function scalars({ plain, escaped }: Writing): (text: string) => string {
  const simple = new RegExp(`^(?:${plain})$`, "u");
  const hard = new RegExp(escaped, "gu");
  const number = (letter: string): string => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return (text) => (simple.test(text) ? text : JSON.stringify(text).replace(hard, number));
}
