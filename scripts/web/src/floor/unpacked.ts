/** What the site keeps packed (RFC 1950), as no browser of the floor unpacks it by itself. */
import { strFromU8, unzlibSync } from "fflate";

export const unpacked = (bytes: Uint8Array): string => strFromU8(unzlibSync(bytes));
