/** The drafts kept in this browser, offered to go on with or to be taken away. */

import { fill } from "../contract/catalogue";
import type { Value } from "../contract/types";
import { button, el, say } from "./dom";
import type { Draft, Drafts } from "./drafts";
import type { Undo } from "./undo";
import { form as WORDS } from "../../../../schemas/browser.json";

export interface Choices {
  /** Goes on with a version. */
  resume: (draft: Draft) => void;
  /** Shows all versions of a unit. */
  versions: (unit: string) => void;
  /** Is told when drafts have come or gone. */
  changed: () => void;
}

/** The latest version of each unit, and for each what may be done with it. */
export function keptUnits(drafts: Draft[], store: Drafts, undo: Undo, choices: Choices): HTMLElement {
  const latest = [...new Set(drafts.map(({ unit }) => unit))].map((unit) => drafts.filter((it) => it.unit === unit));
  const lines = latest.map((versions) => {
    const [draft] = versions as [Draft];
    return el(
      "li",
      {},
      fill(WORDS.draft, { name: draft.name, saved: time(draft), n: typed(draft.data) }),
      " ",
      button(WORDS.resume, () => choices.resume(draft)),
      versions.length > 1 &&
        button(fill(WORDS.versions, { n: versions.length }), () => choices.versions(draft.unit)),
      clearing(draft, versions.length, store, undo, choices.changed),
    );
  });
  return el("section", { class: "f-kept" }, el("h3", {}, WORDS.drafts), el("ul", {}, ...lines));
}

/** All versions of one unit, the latest first. */
export function versionsOf(versions: Draft[], resume: (draft: Draft) => void): HTMLElement {
  const lines = versions.map((draft, place) =>
    el(
      "li",
      {},
      fill(WORDS.version, { saved: time(draft), n: typed(draft.data) }),
      " ",
      button(WORDS.resume, () => resume(draft), place ? "" : "f-primary"),
    ),
  );
  return el("ul", {}, ...lines);
}

/** Takes a unit's drafts away, but not without asking, and with a way back. */
export function clearing({ unit, name }: Draft, n: number, store: Drafts, undo: Undo, changed: () => void): HTMLElement {
  const clear = async (): Promise<void> => {
    if (!window.confirm(fill(WORDS.clear_asked, { name, n }))) return;
    try {
      const gone = await store.clear(unit);
      changed();
      const what = fill(WORDS.drafts_of, { name });
      undo.offer(fill(WORDS.cleared, { name }), what, () => void store.restore(gone).then(changed));
    } catch {
      say(WORDS.not_cleared);
    }
  };
  return button(WORDS.clear, () => void clear());
}

function time({ saved }: Draft): string {
  return new Date(saved).toLocaleString("zh-CN");
}

/** How many values somebody has typed or chosen. */
function typed(value: Value): number {
  const inside = (held: Value): number =>
    typeof held === "object" ? Object.values(held).reduce<number>((sum, it) => sum + inside(it as Value), 0) : 1;
  return inside(value) - 1;
}
