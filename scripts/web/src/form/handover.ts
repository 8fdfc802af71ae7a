/** The last step: the exact file, shown before it leaves, and the ways by which it may. */

import { fill } from "../contract/catalogue";
import { isData } from "../contract/pointer";
import type { Repository } from "../contract/types";
import { Writer } from "../contract/write";
import { copied } from "../floor/copied";
import { saved } from "../floor/saved";
import type { Desk, Standing } from "./desk";
import { button, el, say } from "./dom";
import type { Findings } from "./findings";
import { target, uploads } from "./forge";
import { form as WORDS } from "../../../../schemas/browser.json";

export class Handover {
  readonly element = el("div", { class: "f-handover" });
  private readonly preview = el("textarea", {
    class: "f-preview",
    id: "f-preview",
    readonly: true,
    rows: 24,
    spellcheck: "false",
  });

  constructor(
    private readonly desk: Desk,
    private readonly findings: Findings,
  ) {}

  draw(): void {
    this.preview.value = this.text;
    this.element.replaceChildren(
      this.verdict(),
      el(
        "div",
        { class: "f-field" },
        el("label", { for: "f-preview" }, WORDS.file),
        el("p", { class: "f-hint" }, this.desk.path),
        this.preview,
      ),
      el(
        "div",
        { class: "f-buttons" },
        button(WORDS.download, () => this.download()),
        button(WORDS.copy, () => void this.copy()),
        button(WORDS.print, () => window.print()),
      ),
      this.ways(),
      ...this.pictures(),
      el("p", { class: "f-hint" }, WORDS.shared),
    );
  }

  /** The file as it is now. */
  private get text(): string {
    return new Writer(this.desk.schemas).report(this.desk.report.data);
  }

  private verdict(): HTMLElement {
    const { errors } = this.findings;
    if (!this.desk.checker) return el("p", { class: "f-verdict f-bad" }, WORDS.not_judged);
    const fine = this.desk.report.get("/status") === "final" ? WORDS.fine : WORDS.draft_note;
    return el("p", { class: `f-verdict ${errors ? "f-bad" : ""}` }, errors ? fill(WORDS.bad, { n: errors }) : fine);
  }

  /** What to do with the file on this campaign's forge. */
  private ways(): HTMLElement {
    const { repository } = this.desk.contract.campaign;
    const body = el("div");
    const refill = (): void => {
      body.replaceChildren(
        ...(repository ? this.forge(repository) : [steps(WORDS.by_hand), ...drawn()]),
        el("p", {}, WORDS.send_mail),
      );
    };
    const choose = (label: string, standing: Standing): HTMLElement => {
      const take = (): void => {
        this.desk.said = standing;
        refill();
      };
      const checked = this.desk.standing === standing;
      return el("label", {}, el("input", { type: "radio", name: "f-standing", checked, onchange: take }), label);
    };
    refill();
    const asked = el(
      "fieldset",
      { class: "f-field f-choices" },
      el("legend", {}, WORDS.choose),
      el("p", { class: "f-hint" }, this.known()),
      el(
        "div",
        { class: "f-boxes" },
        choose(WORDS.is_new, "new"),
        choose(WORDS.is_waiting, "waiting"),
        this.desk.returned && choose(WORDS.is_returned, "returned"),
        choose(WORDS.is_there, "merged"),
      ),
    );
    return el("div", {}, repository !== null && asked, body);
  }

  /** What this page knows of the report: main's when the site was built, and when it was handed in from here. */
  private known(): string {
    const { handed, unit } = this.desk;
    const main = fill(WORDS.main_has, { has: WORDS.reports[unit?.report ?? "none"] });
    return handed ? main + fill(WORDS.handed, { time: new Date(handed.at).toLocaleString("zh-CN") }) : main;
  }

  private forge(repository: Repository): HTMLElement[] {
    const { standing, path } = this.desk;
    const name = WORDS.forges[repository.forge];
    const { url, filled } =
      standing === "waiting"
        ? { url: this.desk.unit?.life?.request?.url ?? repository.requests, filled: false }
        : target(repository, path, this.text, standing !== "new");
    const go = (): void => {
      if (!filled) void this.copy();
      this.desk.handIn();
    };
    const link = el(
      "a",
      { class: "f-button f-primary", href: url, target: "_blank", rel: "noopener", onclick: go },
      filled ? fill(WORDS.open_forge, { forge: name }) : fill(WORDS.copy_and_open, { forge: name }),
    );
    const gitee = repository.forge === "gitee" && standing === "new";
    const words = filled ? WORDS.filled : gitee ? WORDS.paste_gitee : WORDS.paste[standing];
    return [el("p", {}, link), steps(words), el("p", {}, WORDS.path, el("code", {}, path))];
  }

  private async copy(): Promise<void> {
    say((await copied(this.preview)) ? WORDS.copied : WORDS.not_copied);
  }

  private download(): void {
    const name = this.desk.path.split("/").at(-1) ?? "";
    saved(new Blob([this.text], { type: "application/yaml" }), name);
    this.desk.unsaved = false;
    say(fill(WORDS.downloaded, { name }));
  }

  /** Files that the report names travel beside it. */
  private pictures(): HTMLElement[] {
    const named = [
      ...this.desk.report.list("/attachments"),
      ...this.desk.report
        .list("/cases")
        .flatMap((entry) => (isData(entry) && Array.isArray(entry["pictures"]) ? entry["pictures"] : [])),
    ];
    const files = named.flatMap((entry) => (isData(entry) && typeof entry["file"] === "string" ? [entry["file"]] : []));
    if (!files.length) return [];
    const folder = this.desk.path.replace(/\.yml$/, ".files");
    const { repository } = this.desk.contract.campaign;
    const page = repository && uploads(repository, folder);
    const link =
      page !== null && el("p", {}, el("a", { href: page, target: "_blank", rel: "noopener" }, WORDS.upload_page));
    return [
      el("h3", {}, WORDS.pictures),
      el("p", {}, fill(WORDS.pictures_hint, { folder })),
      el("ul", {}, ...files.map((file) => el("li", {}, el("code", {}, file)))),
      ...(link ? [link] : []),
    ];
  }
}

/** Drawings of the way, which stand in the page. */
function drawn(): Node[] {
  const found = document.querySelector<HTMLTemplateElement>("#f-drawn");
  return found ? [found.content.cloneNode(true)] : [];
}

function steps(words: string[]): HTMLElement {
  return el("ol", { class: "f-how" }, ...words.map((word) => el("li", {}, word)));
}
