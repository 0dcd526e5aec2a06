// The script of the place that brings the player. Its file is asked for by an address that names its
// content, and so kept by the browser for good. Where the server's own front door has not delivered the
// page, nothing is asked that would not come: the server hears of it, and sends the player by the socket.

/** @param {import("../types.js").Component} component */
export default function load({ data, setTriggerValue }) {
  globalThis.momentumPage ??= { early: [] };
  const page = globalThis.momentumPage;
  if (page.files) return;
  const files = /** @type {Record<string, string>} */ (data);
  const served = document.querySelector("meta[name=momentum-door]") !== null;
  page.files = served ? files : {};
  page.lacks = (name) => setTriggerValue("lacks", name);
  const lost = () => page.lacks?.("player");
  if (served) import(new URL(files.player, document.baseURI).href).catch(lost);
  else lost();
}
