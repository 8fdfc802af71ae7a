import { bars } from "./site/bars";
import { copying } from "./site/copy";
import { filters } from "./site/filter";
import { fromFolder } from "./site/from_folder";
import { printing } from "./site/print";
import { searching } from "./site/searching";
import { tables } from "./site/tables";

// What every page gets once it is there; without it every page still reads. The theme swaps no pages, so once is enough.
bars();
copying();
filters();
printing();
searching();
tables();
document.documentElement.classList.remove("py-asked");
if (location.protocol === "file:") fromFolder();
