// What the clerk comes to at the end: the file handed over, and the report on paper. A script of its own: the first fields are there before it is.
import { Handover } from "./form/handover";
import { paperFor } from "./form/paper";

export const finish = { Handover, paperFor };
(globalThis.pingyi ??= {})["finish"] = finish;
