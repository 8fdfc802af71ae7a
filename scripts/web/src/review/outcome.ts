/** What comes of deciding: the exact files, shown before they leave, and the way into the forge. */

import { fill } from "../contract/catalogue";
import type { Repository } from "../contract/types";
import { copied } from "../floor/copied";
import { saved } from "../floor/saved";
import { button, el, say } from "../form/dom";
import { target, uploads } from "../form/forge";
import { archive } from "./archive";
import { form as FORM, review as WORDS } from "../../../../schemas/browser.json";

export type File = [path: string, text: string];

const ARCHIVE = "decisions.zip";

/** One file as the forge takes it, several as an archive. */
export function outcome(files: File[], repository: Repository | null): HTMLElement[] {
  const [only] = files;
  return only && files.length === 1 ? one(only, repository) : many(files, repository);
}

function one([path, text]: File, repository: Repository | null): HTMLElement[] {
  const id = `review/${path}`;
  const preview = area(text, id);
  const copy = async (): Promise<void> => say((await copied(preview)) ? FORM.copied : FORM.not_copied);
  const name = path.split("/").slice(-1)[0] ?? "";
  return [
    el("div", { class: "f-field" }, el("label", { for: id }, WORDS.file), el("p", { class: "f-hint" }, path), preview),
    el(
      "div",
      { class: "f-buttons" },
      button(FORM.download, () => save(new Blob([text], { type: "application/yaml" }), name)),
      button(FORM.copy, () => void copy()),
    ),
    ...(repository ? way(repository, path, text, copy) : [steps(WORDS.by_hand)]),
  ];
}

function way(repository: Repository, path: string, text: string, copy: () => Promise<void>): HTMLElement[] {
  const { url, filled } = target(repository, path, text, false);
  const label = fill(filled ? FORM.open_forge : FORM.copy_and_open, { forge: FORM.forges[repository.forge] });
  const go = (): void => void (filled || void copy());
  return [
    el("p", {}, el("a", { class: "f-button f-primary", href: url, target: "_blank", rel: "noopener", onclick: go }, label)),
    steps(filled ? WORDS.filled : WORDS.paste),
  ];
}

function many(files: File[], repository: Repository | null): HTMLElement[] {
  const page = repository && uploads(repository, "");
  return [
    el("p", { class: "f-hint" }, fill(WORDS.files, { n: files.length })),
    area(files.map(([path, text]) => `# ${path}\n${text}`).join("\n")),
    el("div", { class: "f-buttons" }, button(WORDS.archive, () => save(archive(files), ARCHIVE), "f-primary")),
    steps(WORDS.unpack),
    ...(page ? [el("p", {}, el("a", { href: page, target: "_blank", rel: "noopener" }, FORM.upload_page))] : []),
  ];
}

function area(text: string, id?: string): HTMLTextAreaElement {
  const label = id ? { id } : { "aria-label": WORDS.file };
  const made = el("textarea", { class: "f-preview", ...label, readonly: true, rows: 14, spellcheck: "false" });
  made.value = text;
  return made;
}

function save(content: Blob, name: string): void {
  saved(content, name);
  say(fill(FORM.downloaded, { name }));
}

function steps(words: string[]): HTMLElement {
  return el("ol", { class: "f-how" }, ...words.map((word) => el("li", {}, word)));
}
