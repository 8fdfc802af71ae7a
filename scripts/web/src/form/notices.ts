/** What the clerk has to know as long as it is so, one line a kind. */

import { type Child, el } from "./dom";

type Kind = "draft" | "window" | "check" | "main";

export class Notices {
  readonly element = el("div", { class: "f-notices" });
  private readonly said = new Map<Kind, HTMLElement>();

  /** `way`: what may be done about it. */
  show(kind: Kind, text: string, way?: Child): void {
    if (this.said.has(kind)) return;
    this.said.set(kind, el("p", { class: "f-said f-warning", role: "alert" }, text, way && " ", way));
    this.draw();
  }

  hide(kind: Kind): void {
    if (this.said.delete(kind)) this.draw();
  }

  private draw(): void {
    this.element.replaceChildren(...this.said.values());
  }
}
