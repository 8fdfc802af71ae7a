/** Where a report goes from here: the pages of the forge that make, change and take files. The same as scripts/pingyi/forge.py. */

import type { Forge, Repository } from "../contract/types";

/** GitHub refuses addresses of 8,191 bytes; servers in between may refuse somewhat shorter ones. */
const LONGEST = 8000;

interface Pages {
  edit: string;
  /** The page for a new file, and the name of the parameter that takes its path; Gitee has none that does. */
  make: string;
  name?: string;
  /** Whether that page takes the text too. */
  value?: boolean;
  upload?: string;
}

const GITEA: Pages = {
  edit: "_edit/{branch}",
  make: "_new/{branch}/",
  name: "filename",
  value: true,
  upload: "_upload/{branch}",
};
const PAGES: Record<Forge, Pages> = {
  github: { edit: "edit/{branch}", make: "new/{branch}", name: "filename", value: true, upload: "upload/{branch}" },
  // GitLab's page ignores a text in its address.
  gitlab: { edit: "-/edit/{branch}", make: "-/new/{branch}", name: "file_name" },
  gitea: GITEA,
  forgejo: GITEA,
  gitee: { edit: "edit/{branch}", make: "tree/{branch}/data/units", upload: "upload/{branch}" },
};

export interface Target {
  url: string;
  /** Whether the page opens with the text in it; else it has to be pasted. */
  filled: boolean;
}

/** The page for a report that the repository has already, or has not. */
export function target(repository: Repository, path: string, text: string, exists: boolean): Target {
  const { edit, make, name, value } = PAGES[repository.forge];
  if (exists) return { url: `${page(repository, edit)}/${path}`, filled: false };
  if (name === undefined) return { url: page(repository, make), filled: false };
  const named = `${page(repository, make)}?${name}=${encodeURIComponent(path)}`;
  const filled = `${named}&value=${encodeURIComponent(text)}`;
  return value && filled.length <= LONGEST ? { url: filled, filled: true } : { url: named, filled: false };
}

/** The page that takes pictures into the folder beside the report, where there is such a page. */
export function uploads(repository: Repository, folder: string): string | undefined {
  const { upload } = PAGES[repository.forge];
  return upload && `${page(repository, upload)}/${folder}`;
}

function page({ url, branch = "main" }: Repository, path: string): string {
  return `${url.replace(/\/$/, "")}/${path.replace("{branch}", encodeURI(branch))}`;
}
