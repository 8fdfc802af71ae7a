// Begins what takes a while and waits for nobody, ahead of all other scripts: the browser's database of drafts, and the unit asked for.
import { row } from "./form/row";
import { STORE } from "./form/store";

const campaign = (document.currentScript as HTMLScriptElement).dataset["campaign"];

const opened = new Promise<IDBDatabase>((resolve, reject) => {
  // Where a browser keeps nothing it may throw, fail, or have no database at all.
  const request = indexedDB.open(`pingyi/${campaign}`, 1);
  request.onupgradeneeded = () =>
    request.result.createObjectStore(STORE, { keyPath: "key", autoIncrement: true }).createIndex("unit", "unit");
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});
// Whoever uses it hears of it.
opened.catch(() => undefined);

(globalThis.pingyi ??= {})["database"] = opened;

const unit = new URLSearchParams(location.search).get("unit");
if (unit) void row(unit);
