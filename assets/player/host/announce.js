// The script of a place on the page (a component): it tells the player that the place is there,
// or leaves word for a player that has not loaded yet.

export default function announce(component) {
  const page = (globalThis.momentumPage ??= { early: [] });
  if (page.handle) page.handle("PLACE", component);
  else page.early.push(["PLACE", component]);
}
