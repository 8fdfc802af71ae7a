/** Buttons that print the page as the browser does, and nothing left out on paper. */
export function printing(): void {
  // What is folded on the screen stands on paper.
  addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((part) => (part.open = true)));
  for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => print());
}
