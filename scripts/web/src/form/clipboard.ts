/** What a spreadsheet puts on the clipboard: tabs between cells, each row a line; a cell with either in it stands in quotes. */

const CELL = /(?:"((?:[^"]|"")*)"(?=[\t\n]|$)|([^\t\n]*))(\t|\n|$)/y;

/** The cells row by row. */
export function cells(text: string): string[][] {
  const plain = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  const rows: string[][] = [[]];
  for (CELL.lastIndex = 0; ; ) {
    const [, quoted, bare = "", end] = CELL.exec(plain) ?? [];
    rows[rows.length - 1]?.push(quoted === undefined ? bare : quoted.replace(/""/g, '"'));
    if (end === "\n") rows.push([]);
    else if (end !== "\t") return rows;
  }
}

/** A title for comparing: as wide and spaced as it may be. */
export function asTyped(text: string): string {
  return text.normalize("NFKC").replace(/\s/g, "");
}
