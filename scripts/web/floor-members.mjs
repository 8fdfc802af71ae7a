// Names of the browsers' own interfaces that the oldest browsers lack, by MDN's tables: eslint-plugin-compat looks at globals only.
import tables from "@mdn/browser-compat-data" with { type: "json" };

/** Interfaces of a page's tree and of what our code takes and gives. */
const OURS =
  /^(Node|NodeList|ParentNode|Element|HTML.*|SVG.*Element|Document|DocumentFragment|Window|Navigator|Clipboard|Range|Selection|DOMTokenList|URL|URLSearchParams|FormData|Blob|File|Response|Headers|Event|.*Event|EventTarget|Storage|IDB.*|History|Location|Performance|Crypto|AbortSignal|TextDecoder)$/;

/** Added by src/floor/; and what our code and its libraries call things of their own. */
const FINE = new Set(["replaceChildren", "show", "bytes", "from", "types", "tag", "removed", "read"]);

/** Names that no interface has in one of the browsers, given as name to oldest version. */
export function missing(oldest) {
  const known = new Map();
  for (const members of Object.entries(tables.api).filter(([name]) => OURS.test(name)).map(([, found]) => found))
    for (const [name, member] of Object.entries(members))
      if (member.__compat && /^[a-z]/.test(name)) known.set(name, known.get(name) || everywhere(member.__compat.support, oldest));
  return [...known].filter(([name, fine]) => !fine && !FINE.has(name)).map(([name]) => name);
}

function everywhere(support, oldest) {
  return Object.entries(oldest).every(([browser, version]) =>
    [support[browser]].flat().some(({ version_added: added }) => added && parseFloat(added.replace("≤", "")) <= Number(version)),
  );
}
