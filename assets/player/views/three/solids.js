// Balls and their ways on the surface in 3-D: drawn where a camera sees them, and only as far as the
// surface doesn't hide them.
import { racerOf, whoIs } from "../../core/methods.js";
import { Gloss, outline } from "../../draw/ball.js";
import { NOWHERE, set, show, svg } from "../../draw/svg.js";

/**
 * @import { Ball, BallName, Frame, Run } from "../../types.js"
 * @import { Camera, Point } from "./camera.js"
 * @import { Relief } from "./relief.js"
 * @typedef {ReturnType<Camera["sphere"]>} Sphere
 * @typedef {{clip: SVGClipPathElement, ball: SVGGElement, hole: SVGPathElement, disc: SVGPathElement,
 *            way: SVGPathElement, trail: SVGPathElement, classes: string, run: Run | null,
 *            sight: Camera | null, joints: string[], dots: string[], upto: number}} Solid
 */

/** How far a path lies over the surface, and how large balls are, in units of the drawn box. */
const LIFT = 0.008,
  BALL = 0.05,
  GHOST = 0.03;
/** Where the ball is at the same place: so many times as large as it, and the next one so much more. */
const RING = 1.28,
  NEXT_RING = 0.2;
/** A jump goes so much of its length above a straight line. */
const ARC = 0.25;
/** A streak shows so much of the way that the ball has come, in so many pieces. */
const STREAK = { part: 0.7, pieces: 7 };
/** A path is made of pieces of this length, and of so many in all. */
const PIECE = 0.03,
  MOST_PIECES = 2000;
/** What is hidden is told in stripes of so many pixels. */
const FINE = 1.5;

export class Solids {
  /** @param {Relief} view @param {SVGDefsElement} defs */
  constructor(view, defs) {
    this.view = view;
    this.defs = defs;
    this.gloss = new Gloss("gloss-relief", defs);
    this.trails = svg("g", {}, view.over);
    this.streak = svg("path", { class: "streak" }, view.over);
    this.balls = svg("g", {}, view.over);
    /** @type {Map<BallName, Solid>} */
    this.runners = new Map();
  }

  /** Draw one moment. @param {Frame} frame */
  draw(frame) {
    const { sight } = this.view;
    if (!sight) return;
    const present = new Set(frame.balls.map((b) => b.name));
    for (const [name, runner] of this.runners) {
      if (present.has(name)) continue;
      for (const node of [runner.way, runner.trail, runner.ball, runner.clip]) node.remove();
      this.runners.delete(name);
    }
    this.gloss.shade(this.view.scene, frame.choice, this.view.colour);
    const [hero] = frame.balls;
    // The chosen ball last, over the others.
    for (const [n, ball] of [...frame.balls.entries()].reverse())
      this.drawBall(ball, frame, sight, this.around(ball, hero, Math.floor(frame.t), n));
    this.drawStreak(hero, frame, sight);
  }

  /** The way that the ball has just come through the air, as far as it is seen. @param {Ball} hero @param {Frame} frame @param {Camera} sight */
  drawStreak({ run }, frame, sight) {
    const { done, slow } = frame,
      k = Math.floor(frame.t);
    const visible = done > 0 && slow > 0 && k < run.steps;
    show(this.streak, visible);
    if (!visible) return;
    let d = "",
      wide = 0;
    for (let n = 0; n <= STREAK.pieces; n++) {
      const part = done * (1 - STREAK.part * (1 - n / STREAK.pieces));
      const centre = this.middle(run, k, { ...frame, done: part }, BALL);
      if (!centre || !sight.sees(centre)) {
        d = "";
        continue;
      }
      const { cx, cy, r } = sight.sphere(centre, BALL);
      d += `${d ? "L" : "M"}${cx.toFixed(1)},${cy.toFixed(1)}`;
      wide = r;
    }
    set(this.streak, { d: d || NOWHERE, "stroke-width": (1.5 * wide).toFixed(1), opacity: 0.3 * slow });
  }

  /** @param {BallName} name @returns {Solid} */
  runner(name) {
    const known = this.runners.get(name);
    if (known) return known;
    const clip = svg("clipPath", { id: `seen-${name}` }, this.defs);
    const ball = svg("g", {}, this.balls);
    const runner = {
      clip,
      ball,
      hole: svg("path", {}, clip),
      disc: svg("path", { class: "disc" }, ball),
      way: svg("path", {}, this.trails),
      trail: svg("path", {}, this.trails),
      classes: "",
      run: null,
      sight: null,
      joints: [],
      dots: [],
      upto: -1,
    };
    this.runners.set(name, runner);
    return runner;
  }

  /** How large one that runs along is: at the ball's own place a ring around it, and the next one around that. @param {Ball} ball @param {Ball} hero @param {number} k @param {number} n */
  around({ run }, { run: ball }, k, n) {
    if (run === ball) return BALL;
    const [a, b] = [run, ball].map(({ steps }) => 2 * Math.min(k, steps));
    const [ux, uy] = this.view.units();
    const away = Math.hypot((run.w[a] - ball.w[b]) / ux, (run.w[a + 1] - ball.w[b + 1]) / uy);
    const wide = BALL * (RING + NEXT_RING * (n - 1));
    return GHOST + Math.max(1 - away / (wide - GHOST), 0) * (wide - GHOST);
  }

  /** A ball's middle: on the surface, or on its way through the air. @param {Run} run @param {number} k @param {Frame} frame @param {number} lift @returns {Point | null} */
  middle(run, k, { done, slow }, lift) {
    const at = (/** @type {number} */ k) => this.view.on([run.w[2 * k], run.w[2 * k + 1]], lift);
    const from = at(k);
    if (!done || k >= run.steps) return from;
    const w = this.between(run, k, done),
      to = at(k + 1),
      on = this.view.on(w, lift);
    if (!from || !to || !on) return on;
    const far = Math.hypot(...from.map((x, i) => to[i] - x));
    const [x, y, z] = [0, 1, 2].map((i) => from[i] + done * (to[i] - from[i]));
    return [x, y, Math.max(z, on[2]) + slow * ARC * far * 4 * done * (1 - done)];
  }

  /** @param {Run} run @param {number} k @param {number} done */
  between({ w }, k, done) {
    return [0, 1].map((i) => w[2 * k + i] + (done ? done * (w[2 * k + 2 + i] - w[2 * k + i]) : 0));
  }

  /** @param {Ball} ball @param {Frame} frame @param {Camera} sight @param {number} radius */
  drawBall({ name, run }, frame, sight, radius) {
    const { t, choice, whole } = frame;
    const runner = this.runner(name);
    const hero = name === "ball";
    const kind = hero ? whoIs(this.view.scene, choice) : name;
    const classes = hero ? `ball ${kind}` : kind;
    if (runner.classes !== classes) {
      runner.classes = classes;
      set(runner.way, { class: `way ${classes}` });
      set(runner.trail, { class: `trail ${classes}` });
      set(runner.ball, { class: hero ? classes : `ghost ${classes}` });
      if (hero) set(runner.disc, { fill: "url(#gloss-relief)" });
    }
    this.drawPath(runner, run, sight, whole ? run.steps : Math.min(Math.floor(t), run.steps));
    const k = Math.min(Math.floor(t), run.steps);
    const w = this.between(run, k, k < run.steps ? frame.done : 0);
    const centre = this.middle(run, k, frame, Math.min(radius, BALL));
    set(runner.ball, { "data-step": k, "data-w": w.join(",") });
    const sphere = centre && sight.sphere(centre, radius);
    const hole = sphere ? this.seen(sphere, sight) : "";
    show(runner.ball, hole !== "");
    if (!sphere || hole === "") return;
    const { cx, cy, r } = sphere;
    set(runner.ball, { "data-x": cx, "data-y": cy, "data-r": r });
    set(runner.disc, { d: outline(hero ? "circle" : racerOf(this.view.scene, kind).shape, cx, cy, r) });
    if (hole === null) runner.ball.removeAttribute("clip-path");
    else {
      set(runner.hole, { d: hole });
      set(runner.ball, { "clip-path": `url(#seen-${name})` });
    }
  }

  /** The part of a ball that is seen, as a path of thin stripes: null if all of it, "" if nothing. @param {Sphere} sphere @param {Camera} sight */
  seen({ cx, cy, r, point }, sight) {
    const reach = 1.3 * r;
    const sees = (/** @type {number} */ x, /** @type {number} */ y) => sight.sees(point(x, y));
    let all = sees(0, 0),
      any = all;
    for (let k = 0; k < 16; k++) {
      const [x, y] = [Math.cos((k * Math.PI) / 8) * r * 0.97, Math.sin((k * Math.PI) / 8) * r * 0.97];
      const seen = sees(x, y);
      all &&= seen;
      any ||= seen;
    }
    if (all) return null;
    if (!any) return "";
    let path = "";
    for (let y = -reach; y < reach; y += FINE) {
      /** @type {number | null} */
      let from = null;
      for (let x = -reach; x <= reach + FINE; x += FINE) {
        const seen = x <= reach && sees(x, y);
        if (seen && from === null) from = x;
        if (!seen && from !== null) {
          path += `M${(cx + from).toFixed(1)},${(cy + y).toFixed(1)}h${(x - from).toFixed(1)}v${FINE}h${(from - x).toFixed(1)}Z`;
          from = null;
        }
      }
    }
    return path;
  }

  /** @param {Solid} runner @param {Run} run @param {Camera} sight @param {number} upto */
  drawPath(runner, run, sight, upto) {
    if (runner.run !== run || runner.sight !== sight) this.prepare(runner, run, sight);
    if (runner.upto === upto) return;
    runner.upto = upto;
    set(runner.way, { d: runner.joints.slice(0, upto + 1).join("") || NOWHERE });
    set(runner.trail, { d: runner.dots.slice(0, upto + 1).join("") || NOWHERE, "data-steps": upto });
  }

  /** For each step what it adds to the path, lying on the surface, and its dot. @param {Solid} runner @param {Run} run @param {Camera} sight */
  prepare(runner, run, sight) {
    Object.assign(runner, { run, sight, joints: [], dots: [], upto: -1 });
    const { field } = this.view,
      [ux, uy] = this.view.units();
    const most = Math.max(Math.floor(MOST_PIECES / (run.steps + 1)), 1);
    let open = false;
    const reach = (/** @type {number} */ x, /** @type {number} */ y) => {
      const point = field.above(x / ux, y / uy, LIFT);
      if (!point || !sight.sees(point)) {
        open = false;
        return "";
      }
      const at = sight
        .at(point)
        .map((v) => v.toFixed(1))
        .join(",");
      const text = `${open ? "L" : "M"}${at}`;
      open = true;
      return text;
    };
    let [x0, y0] = run.w;
    for (let k = 0; k <= run.steps; k++) {
      const [x, y] = [run.w[2 * k], run.w[2 * k + 1]];
      const length = Math.hypot((x - x0) / ux, (y - y0) / uy);
      const pieces = Math.min(Math.max(Math.ceil(length / PIECE), 1), most);
      let joint = "",
        last = "";
      for (let p = 1; p <= pieces; p++) {
        last = reach(x0 + ((x - x0) * p) / pieces, y0 + ((y - y0) * p) / pieces);
        joint += last;
      }
      runner.joints.push(joint);
      runner.dots.push(last && `M${last.slice(1)}h0`);
      [x0, y0] = [x, y];
    }
  }
}
