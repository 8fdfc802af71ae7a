/** The published contract and roster, loaded when needed: as scripts, since a page on a disk may not fetch a file. */

const BASE = new URL("form/", (document.currentScript as HTMLScriptElement).src);

export function load<Kind>(name: string, path = `${name}.js`): Promise<Kind> {
  const found = globalThis.pingyi?.[name];
  if (found !== undefined) return Promise.resolve(found as Kind);
  return new Promise((resolve, reject) => {
    const { href } = new URL(path, BASE);
    // What the page asks for itself may be on its way.
    const asked = [...document.scripts].find((script) => script.src === href);
    const script = asked ?? document.createElement("script");
    script.addEventListener("load", () => resolve(globalThis.pingyi?.[name] as Kind));
    script.addEventListener("error", () => {
      script.remove();
      reject(new Error(name));
    });
    if (asked) return;
    script.src = href;
    document.head.append(script);
  });
}
