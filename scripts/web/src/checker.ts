// Judges a report. A script of its own: the first fields are there before it is.
import { Checker } from "./contract/check";

(globalThis.pingyi ??= {})["checker"] = Checker;
