import { copying } from "./site/copy";
import { filters } from "./site/filter";
import { printing } from "./site/print";

// What every page gets once it is there; without it every page still reads. The theme swaps no pages, so once is enough.
document.documentElement.classList.add("py-js");
copying();
filters();
printing();
