/** What the oldest browsers of offices lack (Chromium 78, Firefox 78, Safari 14) and our code or its libraries need. Imported first. */

function missing(holder: object, name: string, value: unknown): void {
  if (!(name in holder)) Object.defineProperty(holder, name, { value, configurable: true, writable: true });
}

missing(Array.prototype, "at", function <Member>(this: Member[], place: number): Member | undefined {
  return this[place < 0 ? this.length + place : place];
});
missing(Object, "hasOwn", (holder: object, key: PropertyKey) => Object.prototype.hasOwnProperty.call(holder, key));
missing(Element.prototype, "replaceChildren", function (this: Element, ...children: (Node | string)[]): void {
  while (this.lastChild) this.lastChild.remove();
  this.append(...children);
});

export {};
