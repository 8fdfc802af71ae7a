// Unpacks a report that main holds. A script of its own: most never open one.
import { unpacked } from "./floor/unpacked";

const bytes = (text: string): Uint8Array => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));

(globalThis.pingyi ??= {})["unpack"] = (text: string, common: (name: string) => Promise<string>): Promise<string> =>
  unpacked(bytes(text), (name) => common(name).then(bytes));
