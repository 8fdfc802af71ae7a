/** Drafts kept in this browser, one a unit. Where the browser keeps nothing, there are none. */

import type { Data } from "../contract/types";

export interface Draft {
  unit: string;
  name: string;
  saved: string;
  data: Data;
}

export class Drafts {
  private readonly prefix: string;

  constructor(campaign: string) {
    this.prefix = `pingyi/${campaign}/`;
  }

  all(): Draft[] {
    const found = this.keys().map((key) => this.read(key));
    return found.filter((draft): draft is Draft => draft !== undefined).sort((a, b) => (a.saved < b.saved ? 1 : -1));
  }

  /** Whether it was kept. */
  save(draft: Draft): boolean {
    try {
      localStorage.setItem(this.prefix + draft.unit, JSON.stringify(draft));
      return true;
    } catch {
      return false;
    }
  }

  clear(): void {
    for (const key of this.keys()) localStorage.removeItem(key);
  }

  private keys(): string[] {
    try {
      return Object.keys(localStorage).filter((key) => key.startsWith(this.prefix));
    } catch {
      return [];
    }
  }

  private read(key: string): Draft | undefined {
    try {
      return JSON.parse(localStorage.getItem(key) ?? "") as Draft;
    } catch {
      return undefined;
    }
  }
}
