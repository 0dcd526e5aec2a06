// What moves on a stage, drawn as SVG over a still picture: the ball, who runs along, their steps,
// the arrows of the terms, the words. A view (hill.js, contour.js) says where things are.

import { fill, number } from "../core/numbers.js";
import { Gloss } from "../draw/ball.js";
import { coloursOf, element } from "../draw/html.js";
import { paintOn } from "../draw/map_colours.js";
import { growth, set, setText, show, sizeOf, svg, textWidth, typeScale } from "../draw/svg.js";
import { Arrows, READABLE } from "./arrows.js";
import { Hero } from "./hero.js";
import { Picture } from "./picture.js";
import { Runners } from "./runners.js";

/**
 * @import { Beat, Box, Colours, Frame, Moment, Pair, Run, RunMap, Scene, Weights, Words } from "../types.js"
 * @import { StartHandlers } from "./hero.js"
 * @import { RoundSeat } from "./picture.js"
 */

/** How much larger the balls are for a projector. */
const LARGER = 1.5;
/** What a step's picture depends on. @type {("balls" | "choice" | "whole" | "quick" | "told" | "held")[]} */
const OF_A_STEP = ["balls", "choice", "whole", "quick", "told", "held"];
/** A streak shows so much of the way that a ball has come, in so many pieces. */
const STREAK = { part: 0.7, pieces: 7 };

export class Overlay extends Picture {
  /** @type {Colours} */
  colour;
  /** @type {Frame | null} */
  frame = null;
  /** The step that is drawn: the frame that it was drawn for, where the balls stand, what is taken. @type {Frame | null} */
  stepped = null;
  /** @type {RoundSeat[]} */
  stood = [];
  /** @type {Box[]} */
  taken = [];
  /** @type {Beat | null} */
  beat = null;
  /** Whether a ball is on its way. */
  away = false;
  /** @type {RunMap | null} */
  map = null;
  width = 0;
  height = 0;
  /** How much larger type is than usual, and how much all of that is the window's. */
  type = 1;
  grown = 1;
  family = "";
  /** The finest step of a start, a round number. */
  step = 1;
  /** Terms of which none is so many pixels long are drawn larger. */
  readable = READABLE;
  /** How large the balls are. */
  smaller = 1;
  /** Whether dots are joined, and arrows all of one scale. */
  joined = false;
  /** Whether the arrows stand below the ball, in the ground; and whether a word may cross the curve now. */
  below = false;
  crossing = false;
  /** Whether a ball may stand out of the top. */
  openTop = false;
  /** @type {Box[]} */
  signs = [];
  /** What is left to buttons over the picture. @type {Box[]} */
  reserved = [];
  /** @type {{text: SVGTextElement, word: string, places: Pair[]}[]} */
  markTexts = [];

  /**
   * @param {HTMLElement} host @param {Words} words @param {StartHandlers} handlers
   * @param {string} label the picture's name @param {boolean} joined
   */
  constructor(host, words, handlers, label, joined = false) {
    super();
    this.host = host;
    this.words = words;
    this.joined = joined;
    this.plot = element("div", "plot");
    this.over = svg("svg", { class: "over", role: "group", "aria-label": label });
    this.basin = element("canvas", "basin");
    host.append(this.plot, this.basin, this.over);
    const id = host.className.replace(/\W+/g, "-");
    const defs = svg("defs", {}, this.over);
    this.gloss = new Gloss(`gloss-${id}`, defs);
    this.clip = `url(#box-${id})`;
    this.box = svg("rect", {}, svg("clipPath", { id: `box-${id}` }, defs));
    this.marks = this.layer("marks");
    this.beneath = this.layer("beneath");
    const trails = this.layer("trails"),
      ghosts = svg("g", { class: "ghosts" }, this.over);
    this.ways = new Runners(this, trails, ghosts);
    this.runners = this.ways.all;
    this.guide = svg("line", { class: "guide" }, this.over);
    this.streak = svg("path", { class: "streak" }, this.over);
    this.hero = new Hero(this, `url(#gloss-${id})`, handlers);
    this.terms = new Arrows(this);
    this.arrows = this.terms.parts;
    this.over.append(this.hero.away);
  }

  /** Another layer, cut off at the picture's edges. @param {string} name */
  layer(name) {
    return svg("g", { class: name, "clip-path": this.clip }, this.over);
  }

  /** @param {Scene} scene */
  setScene(scene) {
    this.scene = scene;
    this.step = Math.max(
      ...scene.bounds.map(([low, high]) => 10 ** -Math.max(Math.ceil(-Math.log10((high - low) / 600)), 0)),
    );
    this.prepare();
    this.redrawStill();
  }

  /** Take the colours of the page's theme, as the style sheet has them now. */
  setTheme() {
    this.colour = coloursOf(this.host);
    this.family = getComputedStyle(this.host).fontFamily;
    this.gloss.tone = "";
    this.redrawStill();
  }

  /** Draw the still picture again, in the size that its place has now, and all that moves. */
  redrawStill() {
    const { width, height } = sizeOf(this.host);
    if (!this.scene || !this.colour || !this.able || width < 50 || height < 50) return;
    Object.assign(this, { width, height, type: typeScale(this.host), grown: growth() });
    this.still();
    set(this.over, { viewBox: `0 0 ${width} ${height}`, width, height });
    const { left, right, top, bottom } = this.area;
    set(this.box, {
      x: left,
      y: this.openTop ? 0 : top,
      width: right - left,
      height: bottom - (this.openTop ? 0 : top),
    });
    this.drawMarks();
    this.drawBasin();
    this.ways.forget();
    this.stepped = null;
    if (this.frame) this.draw(this.frame);
  }

  /** The map of starts over the picture, or null for none. @param {RunMap | null} map */
  setBasin(map) {
    this.map = map;
    this.drawBasin();
  }

  drawBasin() {
    const { map } = this;
    const shown = map && this.area && map.rows > 1 === (this.scene.d === 2);
    show(this.basin, Boolean(shown));
    if (!shown) return;
    const [left, top, width, height] = this.basinBox();
    Object.assign(this.basin.style, { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` });
    paintOn(this.basin, map, width, height, this.colour, this.scene.points);
  }

  /** A sign at each stationary point, and its kind in words; with many minima, at the lowest only. */
  drawMarks() {
    this.marks.replaceChildren();
    this.markTexts = [];
    this.signs = [];
    const crowded = this.scene.points.filter((p) => p.kind === "minimum").length > 3;
    for (const point of this.scene.points) {
      const mark = this.drawMark(point);
      if (!mark) continue;
      if (mark.box) this.signs.push(mark.box);
      const word = this.words.marks[point.place];
      svg("title", {}, mark.sign, word);
      if (crowded && !["lowest", "tied", "floor"].includes(point.place)) continue;
      const text = svg("text", { class: "label mark" }, this.marks);
      this.markTexts.push({ text, word, places: mark.places(word) });
    }
  }

  /** The width of a text in the stage's own typeface. @param {string} text @param {number} size @param {number} weight */
  wide(text, size, weight) {
    return textWidth(text, size * this.type, weight, this.family);
  }

  /** Whether a box is free: inside the picture and off what is drawn. @param {Box} box @param {Box[]} taken */
  free(box, taken) {
    const { left, right, top, bottom } = this.area;
    if (box.x0 < left || box.x1 > right || box.y0 < top - 6 || box.y1 > bottom) return false;
    for (const t of taken) {
      if (box.x0 < t.x1 && box.x1 > t.x0 && box.y0 < t.y1 && box.y1 > t.y0) return false;
    }
    return true;
  }

  /**
   * Put a text on the first free of some places [x of its middle, baseline y], or hide it.
   * @param {SVGTextElement} node @param {string} text @param {Pair[]} places @param {Box[]} taken
   */
  label(node, text, places, taken, size = 13, weight = 600) {
    const width = this.wide(text, size, weight);
    for (const [x, y] of places) {
      const box = { x0: x - width / 2, x1: x + width / 2, y0: y - size * this.type, y1: y + 4 * this.type };
      if (!this.free(box, taken)) continue;
      setText(node, text);
      set(node, { x, y });
      show(node, true);
      taken.push({ ...box, word: true });
      return true;
    }
    show(node, false);
    return false;
  }

  /** As `label`, but where nothing is free it takes the first place, pushed into the picture, where no other word stands. @param {SVGTextElement} node @param {string} text @param {Pair[]} places @param {Box[]} taken */
  squeeze(node, text, places, taken) {
    const half = this.wide(text, 13, 600) / 2,
      { left, right, top, bottom } = this.area,
      words = taken.filter((box) => box.word);
    const pushed = places.map(([x, y]) => {
      const at = {
        x: Math.min(Math.max(x, left + half), right - half),
        y: Math.min(Math.max(y, top + 12), bottom - 6),
      };
      const box = { x0: at.x - half, x1: at.x + half, y0: at.y - 13 * this.type, y1: at.y + 4 * this.type };
      return { at, box };
    });
    const apart = pushed.find(({ box }) =>
      words.every((w) => box.x0 >= w.x1 || box.x1 <= w.x0 || box.y0 >= w.y1 || box.y1 <= w.y0),
    );
    const { at, box } = apart ?? pushed[0];
    setText(node, text);
    set(node, at);
    show(node, true);
    taken.push({ ...box, word: true });
  }

  /** Draw one moment. @param {Frame} frame */
  draw(frame) {
    this.frame = frame;
    if (!this.area) return;
    const news = this.isNews(frame);
    if (news) this.drawStep(frame);
    if (this.beat !== frame.beat) {
      this.beat = frame.beat;
      this.terms.tell(frame);
      this.tellExtra(frame);
    }
    if (news || this.away || frame.done) this.move(frame);
  }

  /** Whether another step is to be drawn, or the same one otherwise. @param {Frame} frame */
  isNews(frame) {
    const { stepped } = this;
    return (
      !stepped ||
      Math.floor(stepped.t) !== Math.floor(frame.t) ||
      OF_A_STEP.some((name) => stepped[name] !== frame[name])
    );
  }

  /** All that belongs to a step, and stays until the next. @param {Frame} frame */
  drawStep(frame) {
    this.stepped = frame;
    this.beat = null;
    const taken = [...this.signs, ...this.reserved],
      k = Math.floor(frame.t);
    const [hero, ...others] = frame.balls;
    const seat = this.hero.stand(hero, frame, taken);
    this.ways.drawWays(frame.balls, frame);
    const ghosts = others.map((other, n) => this.ways.stand(other, k, taken, seat, n));
    for (const { text, word, places } of this.markTexts) this.label(text, word, places, taken, 12, 400);
    this.terms.draw(hero, frame, seat, taken);
    this.drawExtra(hero, frame, seat, taken);
    for (const [n, ghost] of ghosts.entries()) this.ways.labelGhost(others[n], ghost, taken);
    this.stood = [seat, ...ghosts];
    this.taken = taken;
  }

  /** The balls, on their marks or on their way. @param {Frame} frame */
  move(frame) {
    this.away = frame.done > 0;
    const [seat, ...ghosts] = this.stood,
      [{ run }, ...others] = frame.balls;
    const hero = this.fly(run, seat, frame);
    this.hero.draw(hero, this.taken);
    this.drawStreak(run, seat, frame);
    for (const [n, ghost] of ghosts.entries()) {
      const r = this.ways.radius,
        { run: other } = others[n];
      const own = { ...this.seat(other, ghost.k, r), r };
      const flown = frame.done ? this.fly(other, own, frame) : own;
      this.ways.drawGhost(others[n], this.ways.around(flown, hero, n), ghost);
    }
  }

  /** Where a ball is that stood on a mark: there, or on its way to the next. @param {Run} run @param {RoundSeat} from @param {Moment} now @returns {RoundSeat} */
  fly(run, from, now) {
    const { k, r } = from;
    if (!now.done || k >= run.steps) return from;
    const on = { ...this.seat(run, k + now.done, r), r };
    if (on.gone) return on;
    const [start, end] = [from, this.seat(run, k + 1, r)].map(
      (seat) => /** @type {Pair} */ (seat.gone ? [seat.x, seat.y - r] : [seat.cx, seat.cy]),
    );
    if (![...start, ...end].every(Number.isFinite)) return on;
    return this.hop({ ...from, cx: start[0], cy: start[1] }, on, end, now);
  }

  /** The way that the ball has just come. @param {Run} run @param {RoundSeat} from @param {Frame} frame */
  drawStreak(run, from, frame) {
    const { done, slow } = frame;
    const visible = done > 0 && slow > 0 && from.k < run.steps;
    show(this.streak, visible);
    if (!visible) return;
    const points = Array.from({ length: STREAK.pieces + 1 }, (_, n) => {
      const part = done * (1 - STREAK.part * (1 - n / STREAK.pieces));
      const { cx, cy } = this.fly(run, from, { ...frame, done: part });
      return `${cx.toFixed(1)},${cy.toFixed(1)}`;
    });
    set(this.streak, { d: `M${points.join("L")}`, "stroke-width": (1.5 * from.r).toFixed(1), opacity: 0.3 * slow });
  }

  /** Between two steps: the step, how far on, and the weights there. @param {Run} run @param {number} t */
  between(run, t) {
    const { d } = run;
    const k = Math.min(Math.floor(t), run.steps),
      f = k < run.steps ? t - k : 0;
    const w = Array.from({ length: d }, (_, i) => {
      const from = run.w[k * d + i];
      return f > 0 ? from + f * (run.w[(k + 1) * d + i] - from) : from;
    });
    return { k, f, w };
  }

  /** How much larger or smaller the balls are than on a laptop's hill. */
  ballScale() {
    return this.smaller * this.grown * (this.type > this.grown ? LARGER : 1);
  }

  /** A weight's name for Plotly to write at the end of its axis. @param {number} k */
  axisName(k) {
    const font = { family: this.family, size: 14 * this.type, color: this.colour("quiet") };
    const text = `<i>${this.scene.names[k]}</i>`;
    return { text, font, xref: "paper", yref: "paper", showarrow: false };
  }

  /** How far out, in the words of the scene. @param {number} distance */
  farAway(distance) {
    return fill(this.words.away, { distance: number(distance, 3) });
  }

  /** A start as it may be chosen: inside the window, on a round number. @param {Weights} w */
  round(w) {
    return w.map((x, i) => {
      const [low, high] = this.scene.bounds[i];
      return Number((Math.round(Math.min(Math.max(x, low), high) / this.step) * this.step).toFixed(6));
    });
  }
}
