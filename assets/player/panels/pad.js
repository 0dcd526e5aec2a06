// The pad of all (η, α): a map of how runs end, or of what theory predicts; and a dot for the pair that
// is chosen, which can be dragged over it.
import { etaGrid } from "../core/descent.js";
import { neighbour } from "../core/grid.js";
import { methodOf } from "../core/methods.js";
import { coordinate, exactly, fill, number } from "../core/numbers.js";
import { follow, inside, QUIETLY } from "../draw/drag.js";
import { element } from "../draw/html.js";
import { BALANCED, ELSEWHERE, ESCAPED, look, paintOn, QUIET, ROLLING, UNDEFINED } from "../draw/map_colours.js";
import { growth, set, svg } from "../draw/svg.js";

/** @import { Choice, Colours, Handlers, Pair, RunMap, Scene, Words } from "../types.js" */

/** Room around the map, where type is as large as usual. */
const ROOM = { l: 34, r: 8, t: 8, b: 26 };
/** Bytes that are no minimum's index, in the order of the key. @type {[number, keyof Words["maps"]["ends"]][]} */
const OTHER_ENDS = [
  [ESCAPED, "escaped"],
  [ROLLING, "rolling"],
  [BALANCED, "balanced"],
  [QUIET, "quiet"],
  [ELSEWHERE, "elsewhere"],
  [UNDEFINED, "undefined"],
];
/** Steps along η's and α's stops. @type {Record<string, Pair>} */
const MOVES = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowDown: [0, -1],
  ArrowUp: [0, 1],
  Home: [-1000, 0],
  End: [1000, 0],
  PageDown: [0, -4],
  PageUp: [0, 4],
};

export class Pad {
  /** @type {Scene} */
  scene;
  /** What the host has confirmed; the axes are for its method. @type {Choice} */
  choice;
  /** What the dot shows. @type {Choice | null} */
  shown = null;
  /** @type {Colours} */
  colour;
  /** The room around the map, in pixels. */
  room = ROOM;
  /** How much larger type is than usual. */
  type = 1;
  /** The size of the map in pixels, once it is known. @type {Pair | null} */
  inner = null;
  /** The logarithms of the least and the greatest η. */
  low = 0;
  high = 1;
  /** What is painted, and what is written in the key. */
  painted = "";
  keyText = "";

  /** @param {HTMLElement} host @param {Words["maps"]} words @param {Handlers} handlers */
  constructor(host, words, handlers) {
    this.words = words;
    this.handlers = handlers;
    this.box = element("div", "pad");
    this.canvas = element("canvas");
    this.over = svg("svg", { class: "over" });
    this.silence = element("p", "silence");
    this.box.append(this.canvas, this.silence, this.over);
    this.key = element("div", "key");
    host.append(this.box, this.key);
    this.axes = svg("g", {}, this.over);
    this.curves = svg("g", {}, this.over);
    this.busy = svg("text", { class: "label busy" }, this.over, words.busy);
    this.dot = svg("g", { class: "spot", tabindex: 0, role: "slider", "aria-label": words.dot }, this.over);
    svg("circle", { class: "halo", r: 22 }, this.dot);
    svg("circle", { class: "outer", r: 8 }, this.dot);
    svg("circle", { class: "inner", r: 5 }, this.dot);
    this.listen();
  }

  /** A learning rate's and a momentum's place in pixels. @param {number} eta @param {Pair} inner */
  px(eta, [width]) {
    return this.room.l + ((Math.log(eta) - this.low) / (this.high - this.low)) * width;
  }

  /** @param {number} alpha @param {Pair} inner */
  py(alpha, [, height]) {
    return this.room.t + (1 - alpha) * height;
  }

  /** Draw a map, or none; its axes are a confirmed choice's. @param {RunMap | undefined} map @param {Scene} scene @param {Choice} choice @param {Choice} shown */
  redraw(map, scene, choice, shown) {
    const { width, height } = this.box.getBoundingClientRect();
    if (!this.colour || width < 60 || height < 60) return;
    Object.assign(this, { scene, choice });
    this.type = growth();
    const [l, r, t, b] = [ROOM.l, ROOM.r, ROOM.t, ROOM.b].map((x) => x * this.type);
    this.room = { l, r, t, b };
    const side = Math.floor(Math.min(width - l - r, height - t - b));
    /** @type {Pair} */
    const inner = [side, side];
    this.inner = inner;
    set(this.over, { viewBox: `0 0 ${width} ${height}`, width, height });
    Object.assign(this.canvas.style, {
      left: `${this.room.l}px`,
      top: `${this.room.t}px`,
      width: `${inner[0]}px`,
      height: `${inner[1]}px`,
    });
    const grid = etaGrid(scene, choice.method);
    [this.low, this.high] = [Math.log(grid[0]), Math.log(grid[grid.length - 1])];
    this.silence.textContent = map?.silent ?? "";
    const painted = [map?.of, map?.done, inner, this.colour("paper")].join();
    if (this.painted !== painted) {
      this.painted = painted;
      if (map?.rows) paintOn(this.canvas, map, ...inner, this.colour, scene.points);
      else this.canvas.width = Math.max(this.canvas.width, 1);
    }
    this.drawAxes(inner);
    this.drawCurves(map, inner);
    this.drawKey(map);
    set(this.busy, { x: this.room.l + inner[0] / 2, y: this.room.t + inner[1] / 2 });
    this.place(shown, inner);
  }

  /** @param {Pair} inner */
  drawAxes(inner) {
    this.axes.replaceChildren();
    const { room, type: s } = this;
    const [x0, x1, y0, y1] = [room.l, room.l + inner[0], room.t, room.t + inner[1]];
    svg("rect", { class: "frame-line", x: x0, y: y0, width: x1 - x0, height: y1 - y0 }, this.axes);
    const beside = (/** @type {number} */ alpha) => ({
      x: x0 - 5,
      y: this.py(alpha, inner) + 4 * s,
      "text-anchor": "end",
    });
    for (const alpha of [0, 0.5, 1]) svg("text", { class: "tick", ...beside(alpha) }, this.axes, number(alpha));
    svg("text", { class: "tick name", ...beside(0.75) }, this.axes, "α");
    let last = -Infinity;
    for (let e = Math.ceil(this.low / Math.LN10 - 1e-9); e <= this.high / Math.LN10 + 1e-9; e++) {
      const x = this.px(10 ** e, inner);
      if (x - last < 42 * s) continue;
      last = x;
      svg("line", { class: "grid", x1: x, x2: x, y1, y2: y1 + 4 }, this.axes);
      if (x > x1 - 30 * s) continue; // The axis's name stands there.
      const anchor = x < x0 + 14 ? "start" : "middle";
      svg(
        "text",
        { class: "tick", x, y: y1 + 16 * s, "text-anchor": anchor },
        this.axes,
        Math.abs(e) < 4 ? number(10 ** e) : `1e${number(e)}`,
      );
    }
    svg("text", { class: "tick name", x: x1, y: y1 + 16 * s, "text-anchor": "end" }, this.axes, "η");
  }

  /** Edge of stability and the best α at each η, where theory has them. @param {RunMap | undefined} map @param {Pair} inner */
  drawCurves(map, inner) {
    this.curves.replaceChildren();
    for (const [name, points] of Object.entries(map?.curves ?? {})) {
      const inside = points.filter(([eta]) => Math.log(eta) >= this.low && Math.log(eta) <= this.high);
      const d = inside
        .map(
          ([eta, alpha], k) => `${k ? "L" : "M"}${this.px(eta, inner).toFixed(1)},${this.py(alpha, inner).toFixed(1)}`,
        )
        .join("");
      if (d) svg("path", { class: `curve ${name}`, d }, this.curves);
    }
  }

  /** What the colours mean. @param {RunMap | undefined} map */
  drawKey(map) {
    const entries = map?.rows ? this.entries(map) : [];
    if (entries.length && this.scene.data && this.choice.batch) entries.push(["none", this.words.whole]);
    const text = JSON.stringify(entries);
    if (this.keyText === text) return;
    this.keyText = text;
    this.key.replaceChildren(
      ...entries.map(([look, word]) => {
        const node = element("span");
        node.append(element("i", look), word);
        return node;
      }),
    );
  }

  /** The key's samples, by their classes, and their words. @param {RunMap} map @returns {[string, string][]} */
  entries({ kind, at = [], curves = {}, ends, quiet }) {
    const { points, span } = this.scene;
    const place = (/** @type {number[]} */ w) => {
      const text = w.map((x) => coordinate(x, 20 * span)).join(", ");
      return w.length > 1 ? `(${text})` : text;
    };
    /** @type {[string, string][]} */
    const entries = [];
    if (kind === "predicted") {
      entries.push(["place0", fill(this.words.fast, { at: place(at) })], ["hatch", this.words.unstable]);
      for (const name of /** @type {const} */ (["edge", "soonest"])) {
        if (curves[name]) entries.push([`curve ${name}`, this.words.curves[name]]);
      }
      return entries;
    }
    const found = new Set(ends);
    const minima = points.flatMap((p, k) => (p.kind === "minimum" || p.kind === "floor" ? [k] : []));
    minima.forEach((index, rank) => {
      const [floor, rests] = quiet ? [this.words.floorToo, this.words.lies] : [this.words.floor, this.words.rests];
      const text = points[index].kind === "floor" ? floor : fill(rests, { at: place(points[index].w) });
      if (found.has(index)) entries.push([look(rank).join(" ").trim(), text]);
    });
    for (const [end, name] of OTHER_ENDS) {
      if (found.has(end)) entries.push([name === "escaped" ? "hatch" : name, this.words.ends[name]]);
    }
    return entries;
  }

  /** The dot follows a choice. @param {Choice} choice */
  draw(choice) {
    const { shown, inner } = this;
    const moved = /** @type {const} */ (["eta", "alpha", "method"]).some((name) => shown?.[name] !== choice[name]);
    if (moved && inner) this.place(choice, inner);
  }

  /** @param {Choice} choice @param {Pair} inner */
  place(choice, inner) {
    const { eta, alpha, method } = choice;
    this.shown = choice;
    const x = Math.min(Math.max(this.px(eta, inner), this.room.l), this.room.l + inner[0]);
    const y = methodOf(this.scene, method).hasAlpha ? this.py(alpha, inner) : this.room.t + inner[1] / 2;
    set(this.dot, {
      transform: `translate(${x},${y})`,
      "aria-valuemin": 0,
      "aria-valuemax": 1,
      "aria-valuenow": alpha,
      "aria-valuetext": `η = ${exactly(eta)}, α = ${exactly(alpha)}`,
    });
  }

  /** The pair at a place of the pad, from what the sliders can show. @param {number} x @param {number} y @param {Pair} inner @returns {Partial<Choice>} */
  pair(x, y, [width, height]) {
    const grid = etaGrid(this.scene, this.choice.method);
    const eta = Math.exp(this.low + ((x - this.room.l) / width) * (this.high - this.low));
    const near = grid.reduce((a, b) => (Math.abs(Math.log(b / eta)) < Math.abs(Math.log(a / eta)) ? b : a));
    const alpha = Math.min(Math.max(1 - (y - this.room.t) / height, 0), 1);
    const { hasAlpha } = methodOf(this.scene, this.choice.method);
    return hasAlpha ? { eta: near, alpha: Math.round(100 * alpha) / 100 } : { eta: near };
  }

  listen() {
    const { handlers } = this;
    const move = (/** @type {MouseEvent} */ event) => {
      const box = this.over.getBoundingClientRect();
      if (this.inner) handlers.onChange(this.pair(event.clientX - box.left, event.clientY - box.top, this.inner));
    };
    this.dot.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false });
    let before = {};
    follow(this.over, {
      takes: () => this.inner !== null,
      direct: (event) => inside(event, this.dot),
      // Who swipes past it chooses nothing: the dot is taken, or a tap brings it and then it follows.
      sideways: () => this.dot.matches(":focus"),
      begin: (event) => {
        if (this.shown) before = { eta: this.shown.eta, alpha: this.shown.alpha };
        handlers.onHold();
        move(event);
        this.dot.focus(QUIETLY);
      },
      move,
      end: () => handlers.onRelease(),
      cancel: () => {
        handlers.onChange(before);
        handlers.onRelease();
      },
    });
    this.dot.addEventListener("keydown", (event) => {
      const [dx, dy] = MOVES[event.key] ?? [0, 0];
      if (event.ctrlKey || event.metaKey || event.altKey || !this.shown || (!dx && !dy)) return;
      event.preventDefault();
      event.stopPropagation();
      const { eta, alpha, method } = this.shown,
        far = event.shiftKey ? 1 : 5;
      if (dx) handlers.onKey({ eta: neighbour(etaGrid(this.scene, method), eta, dx * far) });
      else if (methodOf(this.scene, method).hasAlpha)
        handlers.onKey({ alpha: neighbour(this.scene.alpha, alpha, dy * far) });
    });
  }
}
