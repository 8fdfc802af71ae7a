/** Files as a ZIP archive without compression (APPNOTE 6.3): what several decisions are handed over in. */

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
/** Names are UTF-8. */
const UTF8 = 0x0800;
const VERSION = 20;
/** The first day that the format knows: an archive of the same files has the same bytes. */
const DAY = 0x21;

export function archive(files: [path: string, text: string][]): Blob {
  const encoder = new TextEncoder();
  const bodies: Uint8Array[] = [];
  const heads: Uint8Array[] = [];
  let at = 0;
  for (const [path, text] of files) {
    const name = encoder.encode(path);
    const content = encoder.encode(text);
    const shared: [number, number][] = [
      [VERSION, 2], [UTF8, 2], [0, 2], [0, 2], [DAY, 2],
      [crc32(content), 4], [content.length, 4], [content.length, 4], [name.length, 2], [0, 2],
    ];
    const local = numbers([[LOCAL, 4], ...shared]);
    heads.push(numbers([[CENTRAL, 4], [VERSION, 2], ...shared, [0, 2], [0, 2], [0, 2], [0, 4], [at, 4]]), name);
    bodies.push(local, name, content);
    at += local.length + name.length + content.length;
  }
  const size = heads.reduce((sum, part) => sum + part.length, 0);
  const end = numbers([[END, 4], [0, 2], [0, 2], [files.length, 2], [files.length, 2], [size, 4], [at, 4], [0, 2]]);
  return new Blob([...bodies, ...heads, end] as BlobPart[], { type: "application/zip" });
}

/** Numbers in so many bytes each, the lowest first. */
function numbers(values: [value: number, bytes: number][]): Uint8Array {
  return Uint8Array.from(
    values.flatMap(([value, bytes]) => Array.from({ length: bytes }, (_, place) => (value >>> (8 * place)) & 255)),
  );
}

function crc32(content: Uint8Array): number {
  let sum = ~0;
  for (const byte of content) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (0xedb88320 & -(sum & 1));
  }
  return ~sum >>> 0;
}
