/** The way back of everything that was taken away, the last first. */

import { fill } from "../contract/catalogue";
import { button, el, say } from "./dom";
import { form as WORDS } from "../../../../schemas/browser.json";

interface Taken {
  what: string;
  back: () => void;
}

export class Undo {
  readonly element = el("span");
  private taken: Taken[] = [];

  /** Says what was done, and offers to undo it. */
  offer(said: string, what: string, back: () => void): void {
    this.taken.push({ what, back });
    this.draw();
    say(said);
  }

  forget(): void {
    this.taken = [];
    this.draw();
  }

  private draw(): void {
    const last = this.taken[this.taken.length - 1];
    this.element.replaceChildren(
      ...(last ? [button(fill(WORDS.undo, { what: last.what }), () => this.undo(last), "f-undo")] : []),
    );
  }

  private undo({ what, back }: Taken): void {
    this.taken.pop();
    this.draw();
    back();
    say(fill(WORDS.undone, { what }));
  }
}
