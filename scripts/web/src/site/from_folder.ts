import { site as WORDS } from "../../../../schemas/browser.json";

/** Say on a page that was opened from a folder what does not work there. */
export function fromFolder(): void {
  const notice = document.createElement("p");
  notice.className = "from-folder";
  notice.textContent = WORDS.from_folder;
  // The slim frame's text has its margins, as prose has around all.
  const text = document.getElementById("main-text");
  (text?.querySelector(":scope > article") ?? text)?.prepend(notice);
}
