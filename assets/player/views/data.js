// The data that a line is fitted to, with each ball's line at the step that is shown. What the
// step's mini-batch holds stands out, with how far the line misses it.

import { miniBatches } from "../core/descent.js";
import { ticks } from "../core/grid.js";
import { whoIs } from "../core/methods.js";
import { number } from "../core/numbers.js";
import { NOWHERE, set, show, sizeOf, svg, typeScale } from "../draw/svg.js";

/**
 * @import { BallName, Choice, Frame, Run, Scene, Weights, Words } from "../types.js"
 */

const PAD = { l: 56, r: 14, t: 48, b: 42 };
const AIR = 0.08;

export class Data {
  /** @type {Scene} */
  scene;
  /** @type {Frame | null} */
  frame = null;
  /** The picture's ends along t. */
  low = 0;
  high = 1;
  /** @type {(t: number) => number} */
  px;
  /** @type {(y: number) => number} */
  py;
  /** The observations, and which of them stand out. @type {SVGCircleElement[]} */
  circles = [];
  /** @type {string | null} */
  drawn = null;

  /** @param {HTMLElement} host @param {Words} words */
  constructor(host, words) {
    this.host = host;
    this.over = svg("svg", { class: "over", role: "img", "aria-label": words.fit.name });
    host.append(this.over);
    const clip = svg("clipPath", { id: "fit-box" }, svg("defs", {}, this.over));
    this.box = svg("rect", {}, clip);
    this.axes = svg("g", {}, this.over);
    const inside = svg("g", { "clip-path": "url(#fit-box)" }, this.over);
    this.best = svg("line", { class: "best" }, inside);
    this.misses = svg("path", { class: "miss" }, inside);
    this.points = svg("g", {}, inside);
    this.lines = svg("g", {}, inside);
    /** @type {Map<BallName, SVGLineElement>} */
    this.fitted = new Map();
  }

  /** @param {Scene} scene */
  setScene(scene) {
    this.scene = scene;
    this.redrawStill();
  }

  setTheme() {}

  redrawStill() {
    const { width, height } = sizeOf(this.host);
    const data = this.scene?.data;
    if (!data || width < 50 || height < 50) return;
    set(this.over, { viewBox: `0 0 ${width} ${height}`, width, height });
    const s = typeScale(this.host);
    const [left, right, top, bottom] = [PAD.l * s, width - PAD.r, PAD.t, height - PAD.b * s];
    set(this.box, { x: left, y: top, width: right - left, height: bottom - top });
    const range = (/** @type {number[]} */ values) => {
      const [low, high] = [Math.min(...values), Math.max(...values)];
      const air = AIR * (high - low) || Math.abs(low) || 1;
      return [low - air, high + air];
    };
    [this.low, this.high] = range(data.t);
    const [y0, y1] = range(data.y);
    this.px = (t) => left + ((t - this.low) / (this.high - this.low)) * (right - left);
    this.py = (y) => bottom - ((y - y0) / (y1 - y0)) * (bottom - top);
    this.axes.replaceChildren();
    svg("rect", { class: "frame-line", x: left, y: top, width: right - left, height: bottom - top }, this.axes);
    for (const t of ticks(this.low, this.high, Math.max(Math.round(width / (110 * s)), 2))) {
      svg("text", { class: "tick", x: this.px(t), y: bottom + 16 * s, "text-anchor": "middle" }, this.axes, number(t));
    }
    for (const y of ticks(y0, y1, 5)) {
      svg("text", { class: "tick", x: left - 6, y: this.py(y) + 4 * s, "text-anchor": "end" }, this.axes, number(y));
    }
    svg("text", { class: "label axis", x: (left + right) / 2, y: height - 6 }, this.axes, data.tLabel);
    svg(
      "text",
      { class: "label axis", transform: `translate(${13 * s},${(top + bottom) / 2}) rotate(-90)` },
      this.axes,
      data.yLabel,
    );
    this.points.replaceChildren();
    this.circles = data.t.map((t, i) =>
      svg("circle", { class: "observation", cx: this.px(t), cy: this.py(data.y[i]), r: 4 }, this.points),
    );
    this.drawn = null;
    const best = this.scene.points.find((p) => p.kind === "minimum");
    show(this.best, Boolean(best));
    if (best) this.line(this.best, best.w);
    if (this.frame) this.draw(this.frame);
  }

  /** @param {SVGLineElement} node @param {Weights} line */
  line(node, [a, b]) {
    const end = (/** @type {number} */ t) => Math.min(Math.max(this.py(a + b * t), -1e5), 1e5);
    set(node, { x1: this.px(this.low), y1: end(this.low), x2: this.px(this.high), y2: end(this.high) });
  }

  /** Draw one moment. @param {Frame} frame */
  draw(frame) {
    this.frame = frame;
    if (!this.px || !this.scene?.data) return;
    const { t, balls, choice } = frame;
    const present = new Set(balls.map((b) => b.name));
    for (const [name, node] of this.fitted) {
      if (present.has(name)) continue;
      node.remove();
      this.fitted.delete(name);
    }
    for (const { name, run } of [...balls].reverse()) {
      const node = this.fitted.get(name) ?? svg("line", {}, this.lines);
      this.fitted.set(name, node);
      const k = Math.min(Math.floor(t), run.steps),
        f = k < run.steps ? t - k : 0;
      const w = [0, 1].map((i) => run.w[2 * k + i] + (f > 0 ? f * (run.w[2 * k + 2 + i] - run.w[2 * k + i]) : 0));
      set(node, {
        class: `fitted ${name === "ball" ? `ball ${whoIs(this.scene, choice)}` : name}`,
        "data-w": w.join(","),
      });
      this.line(node, w);
      if (name === "ball") this.drawBatch(choice, k, [run.w[2 * k], run.w[2 * k + 1]], run);
    }
  }

  /** The observations that step k looks at, and how far the line is from each. @param {Choice} choice @param {number} k @param {Weights} line @param {Run} run */
  drawBatch(choice, k, [a, b], run) {
    const { data } = this.scene;
    if (!data) return;
    const members = k < run.steps ? (miniBatches(this.scene, choice, run.steps)?.members[k] ?? []) : [];
    const text = members.join();
    if (this.drawn !== text) {
      this.drawn = text;
      const inside = new Set(members);
      this.circles.forEach((node, i) => {
        node.classList.toggle("drawn", inside.has(i));
        set(node, { r: inside.has(i) ? 6 : 4 });
      });
    }
    const stem = (/** @type {number} */ i) =>
      `M${this.px(data.t[i])},${this.py(data.y[i])}V${Math.min(Math.max(this.py(a + b * data.t[i]), -1e5), 1e5)}`;
    set(this.misses, { d: members.map(stem).join("") || NOWHERE });
  }
}
