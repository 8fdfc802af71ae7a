/** The published contract and roster, loaded when needed: as scripts, since a page on a disk may not fetch a file. */

const BASE = new URL("form/", (document.currentScript as HTMLScriptElement).src);

declare global {
  var pingyi: Record<string, unknown> | undefined;
}

export function load<Kind>(name: string): Promise<Kind> {
  const found = globalThis.pingyi?.[name];
  if (found !== undefined) return Promise.resolve(found as Kind);
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = new URL(`${name}.js`, BASE).href;
    script.onload = () => resolve(globalThis.pingyi?.[name] as Kind);
    script.onerror = () => reject(new Error(name));
    document.head.append(script);
  });
}
