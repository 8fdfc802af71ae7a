// A button under every text that is meant to be copied. Without it a click on the text selects all of it.

import { site as WORDS } from "../../../../schemas/browser.json";

/** Where the clipboard is out of reach, as in a page opened from a folder, a selection and the old command still do it. */
const copied = async (text: HTMLElement): Promise<boolean> => {
  try {
    await navigator.clipboard.writeText(text.textContent ?? "");
    return true;
  } catch {
    getSelection()?.selectAllChildren(text);
    return document.execCommand("copy");
  }
};

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
