/** Drafts in this browser's database: the last ten versions of each unit's. Nobody writes over what he has not seen. */

import type { Data, Unit } from "../contract/types";
import { STORE } from "./store";

/** When a report was handed in from here, and what main held of it then. */
export interface Handed {
  at: number;
  held: Unit["report"];
}

/** A version of a unit's draft. `from`: the version that it goes on with. Times are milliseconds since 1970. */
export interface Draft {
  key?: number;
  from?: number | undefined;
  unit: string;
  name: string;
  begun: number;
  saved: number;
  /** The window that wrote it last. */
  writer: string;
  handed: Handed | undefined;
  data: Data;
}

const KEPT = 10;

/** When a unit's report was handed in from here last, whichever version that was. */
export function lastHanded(versions: Draft[]): Handed | undefined {
  const all = versions.flatMap(({ handed }) => (handed ? [handed] : []));
  return all.sort((left, right) => right.at - left.at)[0];
}

export class Drafts {
  /** `opened`: the browser's database (ahead.ts). */
  constructor(private readonly opened: Promise<IDBDatabase>) {}

  /** Whether this browser keeps drafts at all. */
  async able(): Promise<boolean> {
    return this.opened.then(
      () => true,
      () => false,
    );
  }

  /** All versions, the latest first; of one unit, if it is named. */
  async all(unit?: string): Promise<Draft[]> {
    const store = await this.store("readonly").catch(() => undefined);
    const found = store && (await done<Draft[]>(unit === undefined ? store.getAll() : store.index("unit").getAll(unit)));
    return (found ?? []).sort((left, right) => right.saved - left.saved);
  }

  async get(key: number): Promise<Draft | undefined> {
    const store = await this.store("readonly").catch(() => undefined);
    return store && done<Draft | undefined>(store.get(key));
  }

  /** Keeps a version in the place of `seen`; as one of its own where `anew`, or where another window has written there since.
   *
   * Answers with the version as it is kept now; fails where the browser keeps nothing or has no room. */
  async save(draft: Draft, seen: Draft | undefined, anew: boolean): Promise<Draft> {
    const store = await this.store("readwrite");
    const written = committed(store.transaction);
    const there = seen?.key && (await done<Draft | undefined>(store.get(seen.key)));
    const same = !anew && there && there.writer === seen.writer && there.saved === seen.saved;
    const kept = { ...draft, ...(same ? { key: seen.key, from: seen.from } : { from: seen?.key }) } as Draft;
    const key = await done<number>(store.put(kept));
    await this.trim(store, draft.unit);
    await written;
    return { ...kept, key };
  }

  /** Takes all versions of a unit away, and answers with them. */
  async clear(unit: string): Promise<Draft[]> {
    const store = await this.store("readwrite");
    const written = committed(store.transaction);
    const found = await done<Draft[]>(store.index("unit").getAll(unit));
    for (const { key } of found) if (key !== undefined) store.delete(key);
    await written;
    return found;
  }

  /** Puts versions back that were taken away. */
  async restore(drafts: Draft[]): Promise<void> {
    const store = await this.store("readwrite");
    for (const draft of drafts) store.put(draft);
    await committed(store.transaction);
  }

  /** Lets the oldest go beyond the last ten: first what a later version goes on with, as it was left. */
  private async trim(store: IDBObjectStore, unit: string): Promise<void> {
    const found = await done<Draft[]>(store.index("unit").getAll(unit));
    const goesOn = ({ key, saved }: Draft): boolean => found.some(({ from, begun }) => from === key && begun >= saved);
    const rank = (draft: Draft): number => (goesOn(draft) ? 0 : Number.MAX_SAFE_INTEGER / 2) + draft.saved;
    const old = found.sort((left, right) => rank(right) - rank(left)).slice(KEPT);
    for (const { key } of old) if (key !== undefined) store.delete(key);
  }

  private async store(mode: IDBTransactionMode): Promise<IDBObjectStore> {
    return (await this.opened).transaction(STORE, mode).objectStore(STORE);
  }
}

function done<Value>(request: IDBRequest): Promise<Value> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result as Value);
    request.onerror = () => reject(request.error);
  });
}

function committed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}
