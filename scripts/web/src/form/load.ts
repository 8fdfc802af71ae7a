/** The published contract and roster, loaded when needed: as scripts, since a page on a disk may not fetch a file. */

const BASE = new URL("form/", (document.currentScript as HTMLScriptElement).src);

export function load<Kind>(name: string, path = `${name}.js`): Promise<Kind> {
  const found = globalThis.pingyi?.[name];
  if (found !== undefined) return Promise.resolve(found as Kind);
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = new URL(path, BASE).href;
    script.onload = () => resolve(globalThis.pingyi?.[name] as Kind);
    script.onerror = () => reject(new Error(name));
    document.head.append(script);
  });
}
