// The page's address: the link of what is shown, beside what else is in it.

/** @import { Query } from "../types.js" */

/** Write a link without filling the browser's history. @param {Query} query @param {string[]} parameters all names that a link may have */
export function write(query, parameters) {
  const url = new URL(location.href);
  for (const name of parameters) url.searchParams.delete(name);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  url.search = url.search.replaceAll("%2C", ",");
  if (url.href !== location.href) history.replaceState(history.state, "", url);
}

/** What a page that has the app in a frame adds to its address: of no use to who opens the link. */
const OF_A_FRAME = ["embed", "embed_options"];

/** The address with the clock at a step, or playing: what is copied. @param {{at: number | null}} view */
export function link({ at }) {
  const url = new URL(location.href);
  url.hash = "";
  for (const name of ["at", ...OF_A_FRAME]) url.searchParams.delete(name);
  if (at !== null) url.searchParams.set("at", String(at));
  url.search = url.search.replaceAll("%2C", ",");
  return url.href;
}
