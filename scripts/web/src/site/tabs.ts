/** The tab of the part of the site that the page belongs to is marked, and in sight where more of them are than fit. */
export function tabs(): void {
  const strip = document.querySelector<HTMLElement>(".slim .md-tabs");
  const part = document.querySelector<HTMLAnchorElement>(".crumbs a")?.href;
  const links = [...(strip?.querySelectorAll<HTMLAnchorElement>("a") ?? [])];
  const here = links.find((link) => link.hasAttribute("aria-current")) ?? links.find(({ href }) => href === part);
  if (!strip || !here) return;
  here.setAttribute("aria-current", "true");
  strip.scrollLeft = here.offsetLeft + (here.offsetWidth - strip.clientWidth) / 2;
}
