import { bars } from "./site/bars";
import { checklists } from "./site/checklists";
import { choosing, rowOf } from "./site/chosen";
import { copying } from "./site/copy";
import { filters } from "./site/filter";
import { fromFolder } from "./site/from_folder";
import { layouts } from "./site/layouts";
import { printing } from "./site/print";
import { searching } from "./site/searching";
import { tables } from "./site/tables";
import { tabs } from "./site/tabs";
import { views } from "./site/views";

// What every page gets once it is there; without it every page still reads. The theme swaps no pages, so once is enough.
tabs();
checklists();
views(); // names the tables, which the address asks for
layouts();
bars();
choosing();
rowOf();
copying();
filters();
printing();
searching();
tables();
document.documentElement.classList.remove("py-asked");
if (location.protocol === "file:") fromFolder();
