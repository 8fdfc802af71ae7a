// What the head of every page gets at once, before the text below it is drawn: without it the page still leads everywhere.

import { palette } from "./site/palette";
import { searchBox } from "./site/search_box";

document.documentElement.classList.add("py-js", ...(location.search ? ["py-asked"] : []));
const base = new URL("..", (document.currentScript as HTMLScriptElement).src).href;
palette(base);
searchBox(base);
