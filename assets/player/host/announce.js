// The script of a place on the page (a component): it tells the player that the place is there,
// or leaves word for a player that has not loaded yet.

/** @param {import("../types.js").Component} component */
export default function announce(component) {
  globalThis.momentumPage ??= { early: [] };
  const page = globalThis.momentumPage;
  if (page.handle) page.handle("PLACE", component);
  else page.early.push(["PLACE", component]);
}
