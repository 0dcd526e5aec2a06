// What Streamlit's page says of itself, and where on it things are.

/** @import { Player } from "../player.js" */

/** The native sliders that the stage follows. @type {("eta" | "alpha" | "steps")[]} */
export const WATCHED = ["eta", "alpha", "steps"];

/** Where the page is one column; the same as in page.css. */
export const narrow = matchMedia("(max-width: 1100px) and (orientation: portrait), (max-width: 479px)");

/** Whether the window is higher than wide: a telephone may be turned. */
const upright = matchMedia("(orientation: portrait)");

/**
 * Who turns the telephone while the stage is in view has it in view then, too, from its formula on.
 * @param {() => Pick<Player, "root" | "places" | "maps"> | null} player
 */
export function followTurns(player) {
  upright.addEventListener("change", () => {
    const now = player();
    // What is in view is told after the layout, so this is of before it.
    if (!now?.maps.stageInView) return;
    requestAnimationFrame(() => {
      const { top, bottom } = now.places.stage.getBoundingClientRect();
      if (top < 0 || bottom > innerHeight) now.root.scrollIntoView({ block: "start" });
    });
  });
}

/** The first element of a class or the like, if it is an HTML element. @param {string} selector */
export function find(selector) {
  const node = document.querySelector(selector);
  return node instanceof HTMLElement ? node : null;
}

/** The block of what is run again together with the stage. */
export function fragment() {
  return find(".st-key-stage")?.parentElement;
}

/** Whether the page's script runs. */
export function busy() {
  return find("[data-test-script-state]")?.dataset.testScriptState !== "notRunning";
}

/** Be told each time the page's script comes to rest. @param {() => void} tell @returns {() => void} no longer */
export function onRest(tell) {
  const app = connection();
  const observer = new MutationObserver(() => {
    if (!busy()) tell();
  });
  if (app) observer.observe(app, { attributes: true, attributeFilter: ["data-test-script-state"] });
  return () => observer.disconnect();
}

/** Count from now on how often the page's script comes to rest. @returns {() => number} how often by now */
export function countRests() {
  let rests = 0;
  onRest(() => {
    rests += 1;
  });
  return () => rests;
}

/** The element that says whether the server is there. */
export function connection() {
  return find("[data-test-connection-state]");
}

/** Whether the server can be reached. */
export function online() {
  const app = connection();
  return navigator.onLine && (!app || app.dataset.testConnectionState === "CONNECTED");
}

/** Whether a dialog of the page's lies over the stage. */
export function covered() {
  return find("[data-testid=stDialog]") !== null;
}

/** Whether the page is dark. */
export function dark() {
  const ground = getComputedStyle(document.querySelector(".stApp") ?? document.body).backgroundColor;
  const [r, g, b] = (ground.match(/[\d.]+/g) ?? [255, 255, 255]).map(Number);
  return 0.299 * r + 0.587 * g + 0.114 * b < 128;
}

/** What a native slider shows; null where it shows no number. @param {string} name */
export function read(name) {
  const input = document.querySelector(`.st-key-${name} input[type=range]`);
  const value = Number(input?.getAttribute("aria-valuetext"));
  return input && Number.isFinite(value) ? value : null;
}
