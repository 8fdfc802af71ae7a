/** Where the clerk was, kept with the page in the browser's history: Back and a reload lead there again. */

import type { Desk } from "./desk";
import { focus } from "./dom";
import type { Steps } from "./steps";

export interface Place {
  unit: string;
  step: number;
  /** The version of the draft, once something was kept. */
  draft?: number | undefined;
  /** The id of the field that had the focus. */
  field?: string | undefined;
}

/** The place of an earlier visit, where the clerk has come back to the page or loaded it anew, and not followed a link to it. */
export function earlier(): Place | undefined {
  // The successor of `navigation` is missing in Safari 14.
  const { type, TYPE_NAVIGATE } = performance.navigation;
  return type === TYPE_NAVIGATE ? undefined : (history.state as { pingyi?: Place } | null)?.pingyi;
}

/** Keeps the place from now on. `draft` tells the version in which the report is kept. */
export function keepPlace(desk: Desk, steps: Steps, draft: () => number | undefined): () => void {
  let field: string | undefined;
  const keep = (): void => {
    const place: Place | undefined = desk.unit && { unit: desk.unit.id, step: steps.current, draft: draft(), field };
    try {
      history.replaceState({ ...(history.state as object | null), pingyi: place }, "");
    } catch {
      // Some browsers take no more than so many in half a minute; the next one will do.
    }
  };
  steps.element.addEventListener("focusin", ({ target }) => {
    field = (target as HTMLElement).id || undefined;
    keep();
  });
  steps.element.addEventListener("step", keep);
  return keep;
}

export function goTo({ step, field }: Place, steps: Steps): void {
  steps.show(step, true);
  if (field) focus(document.getElementById(field));
}
