/** The name of the store of drafts in the browser's database. */
export const STORE = "drafts";
