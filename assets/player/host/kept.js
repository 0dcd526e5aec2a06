// What no link can carry: the browser keeps it for its tab, so that the page can be loaded again.
import { CHOSEN } from "../choice.js";

/** @import { Answer, Choice } from "../types.js" */

const KEPT = "momentum-kept";
/** What may be too long for a link. @type {(keyof Choice)[]} */
const LONG = ["q", "data"];

/** The address, but for the clock's step. */
function here() {
  const { searchParams } = new URL(location.href);
  searchParams.delete("at");
  return searchParams.toString();
}

/** Keep a choice beside the address, if that is not all of it. @param {Answer} answer whether its link has all @param {Choice} choice */
export function keep({ query, settings }, choice) {
  try {
    if (LONG.every((name) => settings[name] === undefined || name in query)) sessionStorage.removeItem(KEPT);
    else {
      const chosen = Object.fromEntries(CHOSEN.map((name) => [name, choice[name]]));
      sessionStorage.setItem(KEPT, JSON.stringify({ address: here(), chosen }));
    }
  } catch {
    // Where nothing may be kept, the page has said that the link has not all.
  }
}

/** The choice that was kept for this address; null if there is none. @returns {Choice | null} */
export function kept() {
  try {
    const { address, chosen } = JSON.parse(sessionStorage.getItem(KEPT) ?? "{}");
    return address === here() ? (chosen ?? null) : null;
  } catch {
    return null;
  }
}
