// What a segment of a bar says, where it is pointed at or touched. The bar says all of them in words for who does not see it.

/** Title each segment of the bar, once, from the words of the whole. */
function titled(bar: SVGElement): void {
  const words = (bar.getAttribute("aria-label") ?? "").replace(/^[^，]*：/, "").split("，");
  bar.querySelectorAll("rect").forEach((segment, place) => {
    const title = document.createElementNS("http://www.w3.org/2000/svg", "title");
    title.textContent = words[place] ?? "";
    segment.append(title);
  });
}

export function bars(): void {
  document.addEventListener("pointerover", ({ target }) => {
    const bar = target instanceof Element ? target.closest<SVGElement>("svg.bar:not([data-titled])") : null;
    if (!bar) return;
    bar.setAttribute("data-titled", "");
    titled(bar);
  });
}
