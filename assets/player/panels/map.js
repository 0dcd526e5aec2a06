// Maps of many runs: where the ball ends for every (η, α), on a pad that is also a control; and for
// every start, over the stage. The host computes them; here they are asked for while they are in
// view, and drawn.
import { button, coloursOf, element, press } from "../draw/html.js";
import { show } from "../draw/svg.js";
import { Pad } from "./pad.js";

/**
 * @import { Choice, Frame, Handlers, LaterMap, MapKind, RunMap, Scene, WantedMap, Words } from "../types.js"
 * @typedef {Handlers & {onWant: (want: WantedMap) => boolean, onBasin: (map: RunMap | null) => void,
 *                       onStale: (name: "map" | "basin", stale: boolean) => void}} MapHandlers
 */

/** A map that has not come after so many milliseconds is announced, and after so many asked for again:
 * that a request was lost is no event. */
const SLOW = 500,
  PATIENCE = 3000;
/** @type {MapKind[]} */
const ON_THE_PAD = ["eta-alpha", "predicted"];

/** Tell whenever a node comes into view or leaves it. @param {Element} node @param {(seen: boolean) => void} tell */
function watch(node, tell) {
  const observer = new IntersectionObserver((entries) => tell(entries[entries.length - 1].isIntersecting));
  observer.observe(node);
  return observer;
}

export class Maps {
  /** @type {Scene | null} */
  scene = null;
  /** What the host has confirmed. @type {Choice | null} */
  choice = null;
  /** What is shown. @type {Choice | null} */
  shown = null;
  /** What the pad shows. @type {MapKind} */
  kind = "eta-alpha";
  /** Whether the map of starts is shown. */
  basin = false;
  /** @type {Partial<Record<MapKind, RunMap>>} */
  maps = {};
  /** What was asked for last, and since when. @type {string | null} */
  wanted = null;
  /** @type {{of: string, time: number} | null} */
  since = null;
  serial = 0;
  /** Whether the pad and the stage are in view; null until that is known. @type {boolean | null} */
  inView = null;
  /** @type {boolean | null} */
  stageInView = null;
  later = 0;
  again = 0;

  /** @param {HTMLElement} host @param {HTMLElement} stage where the map of starts lies @param {Words["maps"]} words @param {MapHandlers} handlers */
  constructor(host, stage, words, handlers) {
    this.host = host;
    this.stage = stage;
    this.handlers = handlers;
    const choose = (/** @type {MapKind} */ kind, /** @type {() => void} */ action) => {
      const node = button("", words.kinds[kind], action);
      node.title = words.titles[kind];
      return node;
    };
    this.buttons = ON_THE_PAD.map((kind) =>
      choose(kind, () => {
        this.kind = kind;
        this.refresh();
      }),
    );
    this.starts = choose("basin", () => this.showStarts());
    const head = element("div", "head");
    head.append(...this.buttons, this.starts);
    host.append(head);
    this.pad = new Pad(host, words, handlers);
    this.canvas = this.pad.canvas;
    // Maps are asked for only while they are in view.
    this.observers = [
      watch(host, (seen) => {
        this.inView = seen;
        if (seen) this.refresh();
      }),
      watch(stage, (seen) => {
        this.stageInView = seen;
        if (seen) this.refresh();
      }),
    ];
  }

  showStarts() {
    this.basin = !this.basin;
    if (this.basin && !this.stageInView) this.stage.scrollIntoView({ block: "start" });
    this.refresh();
  }

  stop() {
    for (const observer of this.observers) observer.disconnect();
    for (const timer of [this.later, this.again]) clearTimeout(timer);
  }

  setTheme() {
    this.pad.colour = coloursOf(this.host);
    this.redraw();
  }

  /** @param {Scene} scene */
  setScene(scene) {
    this.scene = scene;
    this.maps = {};
    this.redraw();
  }

  /** What a map depends on, as one text. @param {MapKind} kind @param {Choice} choice */
  of(kind, choice) {
    const { method, start, steps, drop, eta, alpha, batch = 0 } = choice;
    const parts = { "eta-alpha": [start], predicted: [start, eta, alpha, batch], basin: [eta, alpha] };
    return JSON.stringify([this.scene?.key, kind, method, steps, drop, ...parts[kind]]);
  }

  /** These settings hold now, confirmed by the host. @param {Choice} choice */
  settle(choice) {
    this.choice = choice;
    this.refresh();
  }

  refresh() {
    if (!this.scene || !this.choice) return;
    for (const [k, kind] of ON_THE_PAD.entries()) press(this.buttons[k], this.kind === kind);
    press(this.starts, this.basin);
    // Nobody could switch the map of starts off where the pad is hidden.
    this.basin &&= this.host.getClientRects().length > 0;
    if (!this.basin) this.handlers.onBasin(null);
    this.ask(this.choice);
    this.redraw();
  }

  /** Ask for one map that is in view and isn't here: a coarse one, then more of it, then the fine one. @param {Choice} choice */
  ask(choice) {
    /** @type {MapKind[]} */
    const kinds = [
      ...(this.inView ? [this.kind] : []),
      ...(this.basin && this.stageInView ? [/** @type {const} */ ("basin")] : []),
    ];
    const lacks = (/** @type {MapKind} */ kind) => this.done(kind, choice) < 1;
    const missing = kinds.find(lacks);
    clearTimeout(this.later);
    if (!missing) {
      clearTimeout(this.again);
      this.wanted = null;
      show(this.pad.busy, false);
      return;
    }
    const of = this.of(missing, choice);
    if (this.since?.of !== of) this.since = { of, time: performance.now() };
    this.later = setTimeout(() => show(this.pad.busy, true), this.since.time + SLOW - performance.now());
    const wanted = `${of} ${this.done(missing, choice)}`;
    if (this.wanted === wanted) return;
    this.wanted = wanted;
    if (!this.handlers.onWant({ kind: missing, of, serial: ++this.serial })) this.wanted = null;
    // A request that was overtaken by other news may be lost: then it is made again.
    this.askAgain(PATIENCE);
  }

  /** Ask once more for what isn't here by then. @param {number} milliseconds */
  askAgain(milliseconds) {
    clearTimeout(this.again);
    this.again = setTimeout(() => {
      this.wanted = null;
      if (this.choice) this.ask(this.choice);
    }, milliseconds);
  }

  /** How much of a map of this choice is here. @param {MapKind} kind @param {Choice} choice */
  done(kind, choice) {
    const map = this.maps[kind];
    return map?.of === this.of(kind, choice) ? map.done : 0;
  }

  /** A map has come, or when to ask again. One that nobody wants any more is put away. @param {RunMap | LaterMap} map */
  setMap(map) {
    const { choice } = this;
    if (!this.scene || !choice || map.of !== this.of(map.kind, choice)) return;
    if ("later" in map) {
      this.askAgain(map.later);
      return;
    }
    this.maps[map.kind] = map;
    this.ask(choice);
    this.redraw();
    this.fade(this.shown ?? choice);
    if (map.kind === "basin" && this.basin) this.handlers.onBasin(map);
  }

  /** A map of another choice is faint. @param {Choice} choice */
  fade(choice) {
    const stale = (/** @type {MapKind} */ kind) => this.maps[kind]?.of !== this.of(kind, choice);
    this.handlers.onStale("map", stale(this.kind));
    this.handlers.onStale("basin", stale("basin"));
  }

  redraw() {
    if (this.scene && this.choice)
      this.pad.redraw(this.maps[this.kind], this.scene, this.choice, this.shown ?? this.choice);
  }

  /** The dot follows the choice, also while it is dragged. @param {Frame} frame */
  draw({ choice }) {
    this.fade(choice);
    this.shown = choice;
    this.pad.draw(choice);
  }
}
