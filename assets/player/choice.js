// A choice of settings: who it is, whether two are the same, how a link spells one.

/** @import { Choice, Query } from "./types.js" */

/** What only the losses of one's own have. @type {(keyof Choice)[]} */
const OWN = ["q", "window", "data", "standardise", "batch", "seed", "shuffle"];
/** What decides a run, by its name in a link. @type {(keyof Choice)[]} */
export const CHOSEN = ["loss", ...OWN, "method", "eta", "alpha", "start", "steps", "drop", "race"];

/** Same choice of settings? @param {Choice} a @param {Choice} b */
export function same(a, b) {
  return CHOSEN.every((name) => !differ(a, b, name));
}

/** @param {Choice} a @param {Choice} b @param {keyof Choice} name */
export function differ(a, b, name) {
  return JSON.stringify(a[name]) !== JSON.stringify(b[name]);
}

/**
 * A choice as a link spells it; of what is the loss's own only what its link has, and the formula
 * as it has it: that never changes here.
 * @param {Choice} choice @param {Query} query @returns {Query}
 */
export function spell(choice, query) {
  const names = CHOSEN.filter((name) => name !== "q" && (name in query || !(OWN.includes(name) || name === "drop")));
  return Object.fromEntries(
    names.map((name) => {
      const value = choice[name];
      if (name === "batch") return [name, value ? String(value) : "all"];
      if (typeof value === "boolean") return [name, value ? "1" : "0"];
      return [name, Array.isArray(value) ? value.join(",") || "none" : String(value)];
    }),
  );
}
