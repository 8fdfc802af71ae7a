/** Buttons that print the page as the browser does, and nothing left out on paper. */
export function printing(): void {
  // What is folded on the screen stands on paper, and is folded again.
  let folded: HTMLDetailsElement[] = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll<HTMLDetailsElement>("details:not([open])")];
    for (const part of folded) part.open = true;
  });
  addEventListener("afterprint", () => folded.forEach((part) => (part.open = false)));
  for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => print());
}
