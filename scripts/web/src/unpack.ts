// Unpacks a report that main holds. A script of its own: most never open one.
import { unpacked } from "./floor/unpacked";

(globalThis.pingyi ??= {})["unpack"] = (text: string): string => unpacked(Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0)));
