// Loss against step, with the clock's cursor. Small enough to be drawn as it is, without Plotly.

import { ticks } from "../core/grid.js";
import { whoIs } from "../core/methods.js";
import { fill, number } from "../core/numbers.js";
import { follow } from "../draw/drag.js";
import { growth, NOWHERE, redraw, set, setText, show, svg, textWidth } from "../draw/svg.js";

/**
 * @import { Attributes } from "../draw/svg.js"
 * @import { Ball, Frame, Pair, Run, Scene, Words } from "../types.js"
 * @typedef {{run: Run, points: string[], path: {node: SVGPathElement, upto: number}, dot: SVGCircleElement}} Series
 */

/** Room around the lines, where type is as large as usual. */
const ROOM = { l: 46, r: 16, t: 24, b: 22 };
/** On a logarithmic axis: so many times the hill's height is the most that has room on it, and so
 * small a part of the largest that has is the least. A line that goes further leaves the chart. */
const MOST = 1e4,
  LEAST = 1e-12;
/** The size of the title, in the style sheet's pixels. */
const TITLE = 13;
const OUT = 20,
  FAR = 1e5;

export class Chart {
  /** @type {Pair | null} */
  size = null;
  /** How much larger type is than usual, and the room around the lines. */
  type = 1;
  room = ROOM;
  family = "";
  /** Whose losses are drawn. @type {Ball[] | null} */
  balls = null;
  /** @type {Series[]} */
  series = [];
  /** The last step, and how wide all of them are. */
  last = 0;
  inner = 0;
  log = false;
  /** Whether it is drawn for one of the first lessons. */
  early = false;
  floor = 0;
  /** @type {(step: number) => number} */
  x;
  /** @type {(loss: number) => number} */
  y;

  /** @param {HTMLElement} host @param {Words} words @param {(step: number) => void} onSeek */
  constructor(host, words, onSeek) {
    this.words = words.chart;
    this.host = host;
    this.over = svg("svg", { class: "chart", role: "img", "aria-label": this.words.name });
    host.append(this.over);
    this.title = svg("text", { class: "label title", x: 4, y: 13 }, this.over);
    this.axes = svg("g", { class: "axes" }, this.over);
    const clip = svg("clipPath", { id: "chart-area" }, svg("defs", {}, this.over));
    this.area = svg("rect", {}, clip);
    this.lines = svg("g", { class: "lines", "clip-path": "url(#chart-area)" }, this.over);
    this.cursor = svg("line", { class: "cursor" }, this.over);
    this.dots = svg("g", {}, this.over);
    const seek = (/** @type {MouseEvent} */ event) => {
      const box = this.over.getBoundingClientRect();
      onSeek(Math.round(((event.clientX - box.left - this.room.l) / this.inner) * this.last));
    };
    follow(this.over, {
      takes: () => Boolean(this.inner),
      direct: () => false,
      begin: seek,
      move: seek,
      end: () => {},
    });
  }

  resize() {
    const { width, height } = this.host.getBoundingClientRect();
    if (width < 80 || height < 50) return;
    this.size = [width, height];
    set(this.over, { viewBox: `0 0 ${width} ${height}` });
    this.type = growth();
    this.family = getComputedStyle(this.host).fontFamily;
    const [l, r, t, b] = [ROOM.l, ROOM.r, ROOM.t, ROOM.b].map((x) => x * this.type);
    this.room = { l, r, t, b };
    set(this.title, { y: 13 * this.type });
    this.inner = width - this.room.l - this.room.r;
    this.balls = null;
  }

  /** @param {Frame} frame @param {Scene} scene */
  draw(frame, scene) {
    const { size } = this;
    if (!size) return;
    if (this.changed(frame.balls) || this.last !== frame.last || this.early !== frame.early)
      this.scale(frame, scene, size);
    const { t, whole } = frame;
    const x = this.x(Math.min(t, this.last));
    set(this.cursor, { x1: x, x2: x });
    this.series.forEach(({ run, points, path, dot }) => {
      const upto = whole ? run.steps : Math.min(Math.floor(t), run.steps);
      if (path.upto !== upto) {
        path.upto = upto;
        set(path.node, { d: points.slice(0, upto + 1).join("") || NOWHERE });
      }
      const k = Math.min(Math.floor(t), run.steps),
        f = k < run.steps ? t - k : 0;
      const y0 = this.y(run.loss[k]),
        y1 = f > 0 ? this.y(run.loss[k + 1]) : y0;
      const y = y0 + f * (y1 - y0);
      const seen = y >= this.room.t - 4 && y <= size[1] - this.room.b;
      show(dot, seen);
      set(dot, { cx: this.x(k + f), cy: seen ? y : 0 });
    });
  }

  /** @param {Ball[]} balls */
  changed(balls) {
    const before = this.balls;
    return balls.length !== before?.length || balls.some((b, k) => b.run !== before[k].run);
  }

  /** Choose the axes for these runs and prepare their lines. @param {Frame} frame @param {Scene} scene @param {Pair} size */
  scale({ balls, last, choice, early }, scene, [width, height]) {
    this.balls = [...balls];
    this.early = early;
    this.last = last;
    const lowest = Math.min(...scene.points.map((p) => p.value), Infinity);
    const losses = balls.flatMap(({ run }) => Array.from(run.loss)).filter(Number.isFinite);
    const top = Math.max(...losses),
      bottom = Math.min(...losses);
    const valleys = scene.points.filter((p) => p.kind === "minimum").length;
    const tall = top - bottom > 50 * (scene.ceiling - scene.floor);
    const floor = Math.min(lowest, bottom);
    this.floor = floor;
    // Logarithms are not for the first lessons: there the hill's own heights are the axis.
    this.log = (valleys === 1 || tall) && top > floor && !early;
    const up = (/** @type {number} */ q) => (this.log ? Math.log10(q - floor) : q);
    let low = bottom,
      high = tall && early ? scene.ceiling + (scene.ceiling - scene.floor) : top;
    if (this.log) {
      const most = Math.min(top - floor, MOST * (scene.ceiling - floor));
      const least = Math.min(...losses.map((q) => q - floor).filter((gap) => gap > 0));
      [low, high] = [Math.floor(Math.log10(Math.max(least, LEAST * most))), Math.ceil(Math.log10(most))];
    }
    const air = 0.06 * (high - low || 1);
    low -= air;
    high += air;
    this.x = (step) => this.room.l + (last ? step / last : 0) * this.inner;
    const foot = height - this.room.b;
    // What lies beyond an end of the axis is drawn beyond it, and not seen.
    this.y = (q) => {
      const y = foot - ((up(q) - low) / (high - low)) * (foot - this.room.t);
      return Math.max(Math.min(y, foot + OUT), -FAR);
    };
    set(this.area, { x: 0, y: this.room.t - 4, width, height: foot - this.room.t + 4 });
    const loss = `Q${scene.weights.startsWith("(") ? scene.weights : `(${scene.weights})`}`;
    const { log, short, title } = this.words;
    const text = fill(this.log ? log : title, { loss });
    const fits = textWidth(text, TITLE * this.type, 400, this.family) <= width;
    setText(this.title, fits || !this.log ? text : fill(short, { loss }));
    set(this.cursor, { y1: this.room.t - 4, y2: height - this.room.b });
    this.drawAxes(low, high, width, height);
    const kinds = balls.map(({ name }) => (name === "ball" ? `ball ${whoIs(scene, choice)}` : name));
    // The first ball's line lies over the others, as its dot does not.
    const behind = kinds.toReversed().map((kind) => /** @type {const} */ (["path", { class: `line ${kind}` }]));
    const paths = redraw(this.lines, behind).reverse();
    const radius = (/** @type {number} */ i) => (balls[i].name === "ball" ? 4.5 : 3.5) * this.type;
    const discs = kinds.map((kind, i) => /** @type {const} */ (["circle", { class: `dot ${kind}`, r: radius(i) }]));
    const dots = redraw(this.dots, discs);
    this.series = balls.map(({ run }, i) => {
      const points = Array.from(run.loss, (q, k) => {
        const y = this.y(q);
        return Number.isFinite(y)
          ? `${k && Number.isFinite(this.y(run.loss[k - 1])) ? "L" : "M"}${this.x(k).toFixed(2)},${y.toFixed(2)}`
          : "";
      });
      return { run, points, path: { node: paths[i], upto: -1 }, dot: dots[i] };
    });
  }

  /** @param {number} low @param {number} high @param {number} width @param {number} height */
  drawAxes(low, high, width, height) {
    /** @type {["line" | "text", Attributes, string?][]} */
    const drawn = [];
    const step = Math.max(Math.ceil((high - low) / 4), 1);
    const marks = this.log
      ? Array.from({ length: Math.floor((high - low) / step) + 1 }, (_, k) => Math.ceil(low) + k * step).filter(
          (e) => e <= high,
        )
      : ticks(low, high, 4);
    for (const mark of marks) {
      const y = height - this.room.b - ((mark - low) / (high - low)) * (height - this.room.t - this.room.b);
      drawn.push(["line", { class: "grid", x1: this.room.l, x2: width - this.room.r, y1: y, y2: y }]);
      const text = this.log ? (Math.abs(mark) < 4 ? number(10 ** mark) : `1e${number(mark)}`) : number(mark);
      drawn.push(["text", { class: "tick", x: this.room.l - 6, y: y + 4 * this.type, "text-anchor": "end" }, text]);
    }
    for (const mark of ticks(0, this.last, Math.max(Math.round(width / (120 * this.type)), 2))) {
      if (!Number.isInteger(mark)) continue;
      drawn.push(["text", { class: "tick", x: this.x(mark), y: height - 5, "text-anchor": "middle" }, String(mark)]);
    }
    redraw(this.axes, drawn);
  }
}
