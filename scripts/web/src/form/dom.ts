/** Elements without ceremony. */

type Props = Record<string, string | number | boolean | ((event: Event) => void) | undefined>;
export type Child = Node | string | false | undefined;

/** An element; a property `on…` listens, `true` sets a bare attribute, `false` and undefined set none. */
export function el<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  props: Props = {},
  ...children: Child[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(props)) {
    if (typeof value === "function") made.addEventListener(key.slice(2), value);
    else if (value !== undefined && value !== false) made.setAttribute(key, value === true ? "" : String(value));
  }
  made.append(...children.filter((child): child is Node | string => child !== undefined && child !== false));
  return made;
}

export function button(text: string, onclick: () => void, kind = ""): HTMLButtonElement {
  return el("button", { type: "button", class: `f-button ${kind}`, onclick }, text);
}

/** Says something to a screen reader, and shows it for whoever looks. */
export function say(text: string): void {
  const status = document.getElementById("f-status");
  if (status) status.textContent = text;
}

/** Moves the focus to a field or, where it cannot take it, to the first in it that can. */
export function focus(target: HTMLElement | null): void {
  if (!target) return;
  for (let box = target.closest("details"); box; box = box.parentElement?.closest("details") ?? null) box.open = true;
  const taker = target.matches("input,select,textarea,button,[tabindex]")
    ? target
    : target.querySelector<HTMLElement>("input,select,textarea,button");
  (taker ?? target).focus();
  target.scrollIntoView({ block: "center" });
}
