// What every page gets once it is there; without it every page still reads. The theme swaps no pages, so once is enough.
import { tables } from "./site/tables";

tables();
for (const notice of document.querySelectorAll<HTMLElement>(".from-folder")) notice.hidden = location.protocol !== "file:";
