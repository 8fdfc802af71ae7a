/** Buttons that print the page as the browser does. */
export function printing(): void {
  for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => print());
}
