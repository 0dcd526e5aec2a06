// The adapter: mounts the player on the places that Streamlit gives it. Each place is a component
// with the same three-line script (announce.js), which says its name here.
import { readAnswer, readMap } from "../core/messages.js";
import { element } from "../draw/html.js";
import { Player } from "../player.js";
import { link, write } from "./address.js";
import { watchConnection } from "./connection.js";
import { Drawing } from "./drawing.js";
import { keep, kept } from "./kept.js";
import { Outgoing } from "./outgoing.js";
import { busy, countRests, covered, dark, followTurns, fragment, narrow, online } from "./page.js";
import { arrive, keepClear } from "./reading.js";
import { skipLink } from "./skip.js";
import { followStart, markBehind, watchSliders } from "./sliders.js";
import { newcomer, unveil } from "./visits.js";

/** @import { Component, Host, Page, Scenery, Words } from "../types.js" */

/** @param {Words} words @param {string} style the player's style sheet */
export function mountStreamlit(words, style) {
  /** @type {Player | null} */
  let player = null;
  /** @type {HTMLElement | null} */
  let below = null;
  /** @type {Scenery | null} */
  let scenery = null;
  let watched = false,
    behind = false,
    rests = () => 0,
    uncover = () => {};
  let fresh = newcomer(words.parameters);
  /** What was kept of before this page was loaded again, until it is told. */
  let brought = kept();
  const greets = () => {
    const now = fresh;
    fresh = false;
    return now;
  };
  const talk = () => player?.talk;
  const own = (/** @type {EventTarget[]} */ path) => [fragment(), below].some((node) => node && path.includes(node));
  const outgoing = new Outgoing(own, online, covered);
  outgoing.ways.lacks = (what) => globalThis.momentumPage?.lacks?.(what);
  const drawing = new Drawing(words, unveil, (what) => outgoing.put("lacks", what));

  /** @type {Host} */
  const host = {
    send: (changes) => outgoing.put("change", changes),
    want: (map) => outgoing.put("want", map),
    sendLesson: (news) => outgoing.put("lesson", news),
    lessonShown: arrive,
    busy,
    rests: () => rests(),
    previewed: (choice) => {
      followStart(choice);
      if (!choice && !behind) return;
      behind = choice !== null;
      markBehind(choice);
    },
    greets,
    asks: (on) => document.documentElement.toggleAttribute("data-asking", on),
    wantPlotly: () => player && drawing.want(player),
    begun: () => {
      unveil();
      drawing.prefetch();
    },
    writeLink: (query) => {
      write(query, words.parameters);
      const now = talk();
      if (now?.answer && !brought) keep(now.answer, now.choice);
    },
    link,
  };

  /** The player's own part of a place, made once. @param {HTMLElement} parent @param {string} name */
  function place(parent, name) {
    const known = parent.querySelector(`.${name}`);
    if (known instanceof HTMLElement) return known;
    const frame = element("div", "frame"),
      node = element("div", name);
    frame.append(node);
    parent.append(element("style", "", style), frame);
    return node;
  }

  /** Once something is shown, go on with what was kept. */
  function resume() {
    if (!brought || !player?.talk.shown) return;
    const choice = brought;
    brought = null;
    player.talk.resume(choice);
  }

  /** Chart and maps are in the stage, or below the sliders where the page is one column. */
  function placeBottom() {
    player?.setBottomHost(narrow.matches ? below : null);
  }

  /** The player at its root, the same one as long as that is there. @param {HTMLElement} root */
  function playerAt(root) {
    if (player?.root === root) return player;
    player?.destroy();
    uncover();
    const made = new Player(root, words, host);
    player = made;
    page.player = made;
    placeBottom();
    uncover = keepClear(root);
    narrow.addEventListener("change", placeBottom);
    if (scenery) made.setScenery(scenery);
    if (!watched) {
      skipLink(words.skip, () => player?.root);
      watchSliders(talk);
      watchConnection(talk, () => outgoing.put("wake", Date.now()));
      followTurns(() => player);
      rests = countRests();
      watched = true;
    }
    return made;
  }

  /** What is done at each place. @type {Record<string, (component: Component) => void>} */
  const parts = {
    stage: ({ data, parentElement, setTriggerValue }) => {
      outgoing.ways.change = (news) => setTriggerValue("change", news);
      outgoing.ways.lesson = (news) => setTriggerValue("lesson", news);
      const at = playerAt(place(parentElement, "player"));
      at.setTheme(dark());
      if (data instanceof Uint8Array) at.setAnswer(readAnswer(data));
      resume();
    },
    scenery: ({ data, setTriggerValue }) => {
      outgoing.ways.wake = (news) => setTriggerValue("wake", news);
      scenery = /** @type {Scenery} */ (data);
      player?.setScenery(scenery);
      resume();
    },
    maps: ({ data, setTriggerValue }) => {
      outgoing.ways.want = (map) => setTriggerValue("want", map);
      if (data instanceof Uint8Array && data.length) player?.maps.setMap(readMap(data));
      player?.maps.refresh();
    },
    chart: ({ parentElement }) => {
      below = place(parentElement, "below");
      placeBottom();
    },
  };

  const { early = [], ...known } = globalThis.momentumPage ?? {};
  /** @type {Page} */
  const page = { ...known, handle: (name, component) => parts[name](component), early: [], player: null };
  globalThis.momentumPage = page;
  for (const [name, component] of early) parts[name](component);
}
