/** The search comes when somebody asks for it: its script is larger than all others of a page, and most readers never do. */

const SCRIPT = new URL("search.js", (document.currentScript as HTMLScriptElement).src);

export function searching(): void {
  const inputs = document.querySelectorAll<HTMLInputElement>(".search[data-base] input");
  const last = inputs[inputs.length - 1];
  if (!last) return;
  if (last.closest(".search-page")) fetchScript();
  else for (const input of Array.from(inputs)) input.addEventListener("focus", fetchScript);
  document.addEventListener("keydown", (event) => {
    const typing = event.target instanceof HTMLElement && event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing) return;
    event.preventDefault();
    last.focus();
    last.select();
  });
}

let fetched = false;

function fetchScript(): void {
  if (fetched) return;
  fetched = true;
  const script = document.createElement("script");
  script.src = SCRIPT.href;
  document.head.append(script);
}
