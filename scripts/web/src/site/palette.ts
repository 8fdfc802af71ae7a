// Light and dark on generated pages, whose frame is our own: remembered where the theme does, which serves the other pages.

import { site as WORDS } from "../../../../schemas/browser.json";

const MOON = "M12 3a9 9 0 1 0 9 9c0-.46-.04-.92-.1-1.36a5.39 5.39 0 0 1-4.4 2.26 5.4 5.4 0 0 1-3.14-9.8c-.44-.06-.9-.1-1.36-.1z";
const SUN = "M12 7a5 5 0 1 0 0 10 5 5 0 0 0 0-10zM11 1h2v4h-2zM11 19h2v4h-2zM1 11h4v2H1zM19 11h4v2h-4z";

/** As in mkdocs.yml; the theme keeps the place of the one chosen and what it says of its colours. */
const SCHEMES = [
  { scheme: "default", media: "(prefers-color-scheme: light)" },
  { scheme: "slate", media: "(prefers-color-scheme: dark)" },
].map((one) => ({ ...one, primary: "custom", accent: "custom" }));

/** The theme's name of the choice: by the folder of the site, of which several may share a host. */
const kept = (base: string): string => `${new URL(base).pathname.replace(/\/$/, "")}/.__palette`;

function remembered(name: string): number {
  try {
    return (JSON.parse(localStorage.getItem(name) ?? "null") as { index: number } | null)?.index ?? -1;
  } catch {
    return -1; // storage is closed, or holds what nobody wrote here
  }
}

/** Give the page the colours of the reader's choice, or of the system, and a button to change them. */
export function palette(base: string): void {
  const header = document.querySelector(".slim .md-header__inner");
  if (!header) return;
  const name = kept(base);
  const button = document.createElement("button");
  button.type = "button";
  button.className = "md-header__button md-icon palette";
  let place = remembered(name);
  if (!SCHEMES[place]) place = matchMedia("(prefers-color-scheme: dark)").matches ? 1 : 0;

  const show = (): void => {
    document.body.setAttribute("data-md-color-scheme", SCHEMES[place]!.scheme);
    button.title = place ? WORDS.light : WORDS.dark;
    button.setAttribute("aria-label", button.title);
    button.innerHTML = `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${place ? SUN : MOON}"/></svg>`;
  };
  button.addEventListener("click", () => {
    place = 1 - place;
    show();
    try {
      localStorage.setItem(name, JSON.stringify({ index: place, color: SCHEMES[place] }));
    } catch {
      // the choice then lasts as long as the page
    }
  });
  show();
  header.insertBefore(button, header.querySelector(".search"));
}
