// What a page shows stands in its address: filters, orders, the unit chosen. It can be shared, and is there again on Back.

type Changes = Record<string, string>;

let query = new URLSearchParams(location.search);
const followers: (() => void)[] = [];

addEventListener("popstate", () => {
  query = new URLSearchParams(location.search);
  told();
});

/** What is asked for under a name; nothing asked is empty. */
export const asked = (name: string): string => query.get(name) ?? "";

/** Call `follower` now, and whenever something else is asked for. */
export function follow(follower: () => void): void {
  followers.push(follower);
  follower();
}

/** Ask for something else; what is empty is asked no more. `typing`: Back does not stop at every letter. */
export function ask(changes: Changes, typing = false): void {
  for (const [name, value] of Object.entries(changes)) value ? query.set(name, value) : query.delete(name);
  try {
    if (address() !== location.pathname + location.search + location.hash)
      history[typing ? "replaceState" : "pushState"](null, "", address());
  } catch {
    // opened from a folder, or asked too often: then it lasts as long as the page
  }
  told();
}

/** The address of what is shown. `hash`: the place on the page, with its sign. */
export function address(hash = location.hash): string {
  // A slash is allowed in a query, and an address is read by people.
  const text = query.toString().replace(/%2F/g, "/");
  return location.pathname + (text && `?${text}`) + hash;
}

/** The id of the place on the page that is asked for. */
export function anchor(): string {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return ""; // an address that somebody cut off
  }
}

function told(): void {
  for (const follower of followers) follower();
}
