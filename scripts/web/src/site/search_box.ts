// The search box of the header. On a narrow screen only its link shows, which leads to the page 搜索.

import { site as WORDS } from "../../../../schemas/browser.json";

/** Put the box before the link that leads to the search. `base`: the address of the site. */
export function searchBox(base: string): void {
  const head = document.querySelector<HTMLElement>(".search-head");
  const link = head?.querySelector("a");
  if (!head || !link) return;
  head.dataset["base"] = base;
  const form = document.createElement("form");
  form.setAttribute("role", "search");
  form.setAttribute("aria-label", WORDS.search_all);
  form.action = link.href;
  const input = document.createElement("input");
  Object.assign(input, { type: "search", name: "q", placeholder: WORDS.search_for, autocomplete: "off", spellcheck: false });
  input.setAttribute("aria-label", WORDS.search);
  input.setAttribute("autocapitalize", "off");
  form.append(input);
  const drop = document.createElement("div");
  drop.className = "search-drop md-typeset";
  const status = document.createElement("p");
  status.setAttribute("role", "status");
  const list = document.createElement("ol");
  list.className = "search-list";
  drop.append(status, list);
  head.prepend(form, drop);
}
