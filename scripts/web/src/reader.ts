// Reads a report that the clerk has on disk. A script of its own: most never need it.
import { read } from "./contract/normalform";

(globalThis.pingyi ??= {})["reader"] = read;
