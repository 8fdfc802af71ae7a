/** Where a report goes from here: the pages of the forge that make, change and take files. */

import type { Repository } from "../contract/types";

/** GitHub refuses addresses of 8,191 bytes; servers in between may refuse somewhat shorter ones. */
const LONGEST = 8000;

export interface Target {
  url: string;
  /** Whether the page opens with the text in it; else it has to be pasted. */
  filled: boolean;
}

/** The page for a report that the repository has already, or has not. */
export function target(repository: Repository, path: string, text: string, exists: boolean): Target {
  if (exists) return { url: page(repository.edit, path), filled: false };
  if (repository.name === null) return { url: repository.new, filled: false };
  const named = `${repository.new}?${repository.name}=${encodeURIComponent(path)}`;
  const filled = repository.value !== null && `${named}&${repository.value}=${encodeURIComponent(text)}`;
  return filled && filled.length <= LONGEST ? { url: filled, filled: true } : { url: named, filled: false };
}

/** The page that takes pictures into the folder beside the report, where there is such a page. */
export function uploads(repository: Repository, folder: string): string | null {
  return repository.upload && page(repository.upload, folder);
}

function page(address: string, path: string): string {
  return address.replace("{path}", () => path);
}
