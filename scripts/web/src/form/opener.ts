/** Opens a report from the clerk's own file. It is read here and goes nowhere. */

import { fill } from "../contract/catalogue";
import type { Fault, read } from "../contract/normalform";
import type { Data } from "../contract/types";
import type { Desk } from "./desk";
import { el, say } from "./dom";
import { load } from "./load";
import { form as WORDS } from "../../../../schemas/browser.json";

/** See unpack.ts. */
type Unpack = (packed: string, common: (name: string) => Promise<string>) => Promise<string>;

export class Opener {
  readonly element: HTMLElement;
  private readonly errors = el("div", { class: "f-errors", id: "f-open-errors", hidden: true });

  /** `begin` starts on the report of a unit and tells whether it did. */
  constructor(
    private readonly desk: Desk,
    private readonly begin: (unit: string, data: Data) => Promise<boolean>,
  ) {
    this.element = this.draw();
  }

  private draw(): HTMLElement {
    const take = async (): Promise<void> => {
      const file = input.files?.[0];
      if (file) await this.take(file);
      input.value = "";
    };
    const input = el("input", {
      type: "file",
      accept: ".yml,.yaml",
      id: "f-open",
      "aria-describedby": "f-open-hint f-open-errors",
      onchange: () => void take(),
    });
    return el(
      "div",
      { class: "f-field" },
      el("label", { for: "f-open" }, WORDS.open),
      el("p", { class: "f-hint", id: "f-open-hint" }, WORDS.open_hint),
      this.errors,
      input,
    );
  }

  /** Opens the report that main held when the site was built. */
  async fromMain(unit: string): Promise<void> {
    const parts = [load<Unpack>("unpack", "../unpack.js"), load<string>(`reports/${unit}`)] as const;
    const common = (name: string): Promise<string> => load(`common/${name}`);
    const text = await Promise.all(parts).then(([unpack, packed]) => unpack(packed, common)).catch(() => undefined);
    this.tell(text === undefined ? WORDS.failed : await this.read(text), `${unit}.yml`);
  }

  private async take(file: File): Promise<void> {
    const text = decoded(await file.arrayBuffer());
    this.tell(text === undefined ? WORDS.not_utf8 : await this.read(text), file.name);
  }

  private tell(problem: string, name: string): void {
    this.errors.hidden = !problem;
    this.errors.replaceChildren(
      ...(problem ? [el("p", { class: "f-said f-error", role: "alert" }, el("b", {}, WORDS.error), problem)] : []),
    );
    if (!problem) say(fill(WORDS.opened, { name }));
  }

  /** Begins with the text of a report; what is wrong with it, in words. */
  private async read(text: string): Promise<string> {
    const parts = [this.desk.add("reading"), this.desk.add("rulebook"), this.desk.listed()];
    const [reader] = await Promise.all([load<typeof read>("reader", "../reader.js"), ...parts]);
    const found = reader(text, this.desk.contract);
    if ("fault" in found) return this.faulty(found.fault);
    const unit = String(found.data["unit"] ?? "");
    if (!this.desk.roster.has(unit)) return fill(WORDS.not_unit, { unit });
    await this.begin(unit, found.data);
    return "";
  }

  private faulty({ rule, line, values }: Fault): string {
    const { entries, yaml } = this.desk.contract;
    const said = fill(entries[rule]?.message ?? "", { ...values, problem: yaml[String(values["problem"])] });
    return `${fill(WORDS.not_read, { line })}${said}`;
  }
}

function decoded(bytes: ArrayBuffer): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
