/** What the site keeps packed (RFC 1950), as no browser of the floor unpacks it by itself. */
import { strFromU8, unzlibSync } from "fflate";

/** `common` fetches, packed as well, what a text was packed with; its name is the check sum that the text then states. */
export async function unpacked(packed: Uint8Array, common: (name: string) => Promise<Uint8Array>): Promise<string> {
  const name = packed[1]! & 32 ? Array.from(packed.subarray(2, 6), (byte) => byte.toString(16).padStart(2, "0")).join("") : "";
  return strFromU8(unzlibSync(packed, name ? { dictionary: unzlibSync(await common(name)) } : {}));
}
