// A button under every text that is meant to be copied. Without it a click on the text selects all of it.

import { copied } from "../floor/copied";
import { site as WORDS } from "../../../../schemas/browser.json";

const button = (text: HTMLElement): void => {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "copy-button";
  made.textContent = WORDS.copy;
  const said = document.createElement("span");
  said.className = "note";
  said.setAttribute("role", "status");
  made.addEventListener("click", async () => {
    said.textContent = ` ${(await copied(text)) ? WORDS.copied : WORDS.not_copied}`;
  });
  const tools = document.createElement("div");
  tools.className = "copy-tools";
  tools.append(made, said);
  text.after(tools);
};

/** Give every `.copy` on the page its button. */
export const copying = (): void => document.querySelectorAll<HTMLElement>("pre.copy").forEach(button);
