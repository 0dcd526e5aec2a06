// Everybody's way on a picture: a dot at each step, joined where it is seen from above; and who
// runs along, as a ring with a name.
import { racerOf, whoIs } from "../core/methods.js";
import { outline } from "../draw/ball.js";
import { NOWHERE, set, svg } from "../draw/svg.js";

/**
 * @import { Ball, BallName, Box, Frame, Pair, Run } from "../types.js"
 * @import { Overlay } from "./overlay.js"
 * @import { RoundSeat } from "./picture.js"
 * @typedef {{group: SVGGElement, disc: SVGPathElement, text: SVGTextElement}} Ghost a ring, and its name
 * @typedef {{line: SVGPathElement | null, trail: SVGPathElement, kind: string, run: Run | null,
 *            dots: string[] | null, joints: string[], upto: number} & Partial<Ghost>} Runner
 */

/** A ghost's radius in pixels: it is a ring around a ball without momentum. */
const GHOST = 12;
/** Where the ball is at the same place, so many pixels around it, and around the next. */
const RING = 5,
  NEXT_RING = 4;
/** How far a ball may be from the picture before its dots are left out. */
const NEARBY = 60;

export class Runners {
  /** @param {Overlay} view @param {SVGGElement} trails @param {SVGGElement} ghosts */
  constructor(view, trails, ghosts) {
    this.view = view;
    this.trails = trails;
    this.ghosts = ghosts;
    /** @type {Map<BallName, Runner>} */
    this.all = new Map();
  }

  /** A ring's radius, alone. */
  get radius() {
    return GHOST * this.view.ballScale();
  }

  /** The picture has changed: every way is drawn anew. */
  forget() {
    for (const runner of this.all.values()) runner.dots = null;
  }

  /** @param {Ball[]} balls @param {Frame} frame */
  drawWays(balls, frame) {
    const present = new Set(balls.map((b) => b.name));
    for (const [name, runner] of this.all) {
      if (present.has(name)) continue;
      for (const node of [runner.trail, runner.line, runner.group]) node?.remove();
      this.all.delete(name);
    }
    for (const { name, run } of balls) {
      const runner = this.of(name);
      const kind = name === "ball" ? `ball ${whoIs(this.view.scene, frame.choice)}` : name;
      if (runner.kind !== kind) {
        runner.kind = kind;
        set(runner.trail, { class: `trail ${kind}` });
        if (runner.line) set(runner.line, { class: `way ${kind}` });
      }
      const dots = runner.run === run && runner.dots ? runner.dots : this.prepare(runner, run);
      const upto = frame.whole ? run.steps : Math.min(Math.floor(frame.t), run.steps);
      if (runner.upto === upto) continue;
      runner.upto = upto;
      set(runner.trail, { d: dots.slice(0, upto + 1).join("") || NOWHERE, "data-steps": upto });
      if (runner.line) set(runner.line, { d: runner.joints.slice(0, upto + 1).join("") || NOWHERE });
    }
  }

  /** @param {BallName} name @returns {Runner} */
  of(name) {
    const known = this.all.get(name);
    if (known) return known;
    const line = this.view.joined ? svg("path", {}, this.trails) : null;
    const trail = svg("path", {}, this.trails);
    const runner = {
      line,
      trail,
      kind: "",
      run: null,
      dots: null,
      joints: [],
      upto: -1,
      ...(name === "ball" ? {} : this.ghost(name)),
    };
    this.all.set(name, runner);
    return runner;
  }

  /** @param {BallName} name @returns {Ghost} */
  ghost(name) {
    const group = svg("g", { class: `ghost ${name}` }, this.ghosts);
    return { group, disc: svg("path", {}, group), text: svg("text", { class: "label" }, group) };
  }

  /** For each step its dot, and the line that leads there. @param {Runner} runner @param {Run} run */
  prepare(runner, run) {
    const { width, height } = this.view;
    /** @type {string[]} */
    const dots = [],
      /** @type {string[]} */ joints = [];
    let before = false;
    for (let k = 0; k <= run.steps; k++) {
      const [x, y] = this.view.spot(run, k);
      const near = x > -NEARBY && x < width + NEARBY && y > -NEARBY && y < height + NEARBY;
      const at = `${x.toFixed(2)},${y.toFixed(2)}`;
      dots.push(near ? `M${at}h0` : "");
      // A far point is still the end of a line, but not of a line that the browser can't draw.
      const drawable = Math.abs(x) < 1e6 && Math.abs(y) < 1e6;
      joints.push(drawable ? `${before ? "L" : "M"}${at}` : "");
      before = drawable;
    }
    Object.assign(runner, { run, dots, joints, upto: -1 });
    return dots;
  }

  /**
   * Where one that runs along is. At the ball's own place it is a ring around the ball, the next one
   * around that: what is at one place is all to be seen.
   * @param {RoundSeat} seat @param {RoundSeat} hero @param {number} n how many are around the ball before it @returns {RoundSeat}
   */
  around(seat, hero, n) {
    if (seat.gone || hero.gone) return seat;
    const wide = hero.r + RING + n * NEXT_RING;
    const near = 1 - Math.hypot(seat.x - hero.x, seat.y - hero.y) / Math.max(wide - seat.r, 1);
    if (near <= 0 || wide <= seat.r) return seat;
    const mix = (/** @type {number} */ a, /** @type {number} */ b) => a + near * (b - a);
    return { ...seat, cx: mix(seat.cx, hero.cx), cy: mix(seat.cy, hero.cy), r: mix(seat.r, wide) };
  }

  /** Where it stands at a step. @param {Ball} ball @param {number} k @param {Box[]} taken @param {RoundSeat} hero @param {number} n @returns {RoundSeat} */
  stand({ run }, k, taken, hero, n) {
    const r = this.radius;
    const seat = this.around({ ...this.view.seat(run, Math.min(k, run.steps), r), r }, hero, n);
    taken.push({ x0: seat.cx - seat.r, x1: seat.cx + seat.r, y0: seat.cy - seat.r, y1: seat.cy + seat.r });
    return seat;
  }

  /** Draw it where it is, and its name at the same side of it as where it stood. @param {Ball} ball @param {RoundSeat} seat @param {RoundSeat} stood */
  drawGhost({ name }, { k, w, x, y, cx, cy, r }, stood) {
    const { disc, group, text } = this.of(name);
    if (!disc || !group || !text) return;
    set(disc, { d: outline(racerOf(this.view.scene, name).shape, cx, cy, r) });
    set(group, { "data-step": k, "data-w": w.join(","), "data-x": x, "data-y": y });
    set(text, { transform: `translate(${cx - stood.cx},${cy - stood.cy})` });
  }

  /** @param {Ball} ball @param {RoundSeat} seat @param {Box[]} taken */
  labelGhost({ name }, seat, taken) {
    const { view } = this,
      { text } = this.of(name);
    if (name === "ball" || !text) return;
    const own = view.words.ghosts[name];
    const word = seat.gone ? `${own}: ${seat.text}` : own;
    const half = view.wide(word, 12, 400) / 2 + seat.r + 6;
    const { cx, cy, r } = seat,
      s = view.type;
    /** @type {Pair[]} */
    const places = [
      [cx + half, cy + 4 * s],
      [cx - half, cy + 4 * s],
      [cx, cy - r - 8],
      [cx + half, cy - 14 * s],
      [cx - half, cy - 14 * s],
      [cx, cy + r + 40 * s],
      [cx, cy - r - 26 * s],
      [cx + half, cy + 34 * s],
      [cx - half, cy + 34 * s],
      [cx + half, cy + 56 * s],
      [cx - half, cy + 56 * s],
    ];
    view.label(text, word, places, taken, 12, 400);
  }
}
