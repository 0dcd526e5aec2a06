// What moves on a stage, drawn as SVG over a still picture: the ball, who runs along, their steps,
// the arrows of the terms, the words. A view (hill.js, contour.js) says where things are.
import { whoIs } from "../choice.js";
import { etaAfter } from "../core/descent.js";
import { niceFactor } from "../core/grid.js";
import { fill, number } from "../core/numbers.js";
import { ballRadius, gloss, outline } from "../draw/ball.js";
import { follow } from "../draw/drag.js";
import { paintOn } from "../draw/map_colours.js";
import { set, show, sizeOf, svg, textWidth, typeScale } from "../draw/svg.js";

/** How much larger the balls are for a projector. */
const LARGER = 1.5;
/** A ghost's radius in pixels: it is a ring around a ball without momentum. */
const GHOST = 12;
/** Terms of which none is so many pixels long are drawn larger, so that the longest has "wanted". */
const READABLE = { least: 12, wanted: 24 };
/** The arrows of a formula that a lesson hasn't finished, with their words where they are others. */
const EARLY = {
  something: { sum: "something" }, gradient: { gradient: "unscaled" }, eta: { gradient: "gradient" },
};
/** How far a ball may be from the picture before its dots are left out. */
const NEARBY = 60;

export class Overlay {
  /**
   * @param {HTMLElement} host
   * @param {object} words labels from the scene
   * @param {{onStart: Function, onHold: Function, onRelease: Function, onKey: Function}} handlers
   */
  constructor(host, words, handlers, label) {
    this.host = host;
    this.words = words;
    this.handlers = handlers;
    this.readable = READABLE;
    this.smaller = 1;
    this.plot = document.createElement("div");
    this.plot.className = "plot";
    this.over = svg("svg", { class: "over", role: "group", "aria-label": label });
    this.basin = document.createElement("canvas");
    this.basin.className = "basin";
    host.append(this.plot, this.basin, this.over);
    this.build();
    this.listen();
  }

  build() {
    const defs = svg("defs", {}, this.over);
    const id = `${this.host.className.replace(/\W+/g, "-")}`;
    this.stops = gloss.stops(`gloss-${id}`, defs);
    const clip = svg("clipPath", { id: `box-${id}` }, defs);
    this.box = svg("rect", {}, clip);
    this.layer = (name) => svg("g", { class: name, "clip-path": `url(#box-${id})` }, this.over);
    this.marks = this.layer("marks");
    this.beneath = this.layer("beneath");
    this.trails = this.layer("trails");
    this.ghosts = svg("g", { class: "ghosts" }, this.over);
    this.guide = svg("line", { class: "guide" }, this.over);
    this.ball = svg("g", {
      class: "ball", tabindex: "0", role: "slider", "aria-label": this.words.hints.ball,
    }, this.over);
    this.hit = svg("circle", { class: "hit" }, this.ball);
    this.focusRing = svg("circle", { class: "ring" }, this.ball);
    this.disc = svg("circle", { class: "disc", fill: `url(#gloss-${id})` }, this.ball);
    this.ahead = svg("circle", { class: "ahead", r: 5 }, this.layer("look"));
    this.full = svg("line", { class: "full" }, this.layer("whole"));
    this.arrows = {};
    for (const name of ["sum", "momentum", "gradient"]) {
      const group = svg("g", { class: `arrow ${name}` }, this.layer("arrows"));
      this.arrows[name] = {
        group,
        rim: svg("line", { class: "rim" }, group),
        line: svg("line", {}, group),
        head: svg("path", {}, group),
        text: svg("text", { class: "label" }, group),
      };
    }
    this.away = svg("g", { class: "away" }, this.over);
    this.awayHead = svg("path", { d: "M0,-6 L9,0 L0,6 Z" }, this.away);
    this.awayText = svg("text", { class: "label" }, this.away);
    this.runners = new Map();
    this.markTexts = [];
  }

  /** @param {object} scene a loaded scene */
  setScene(scene) {
    this.scene = scene;
    this.step = Math.max(...scene.bounds.map(([low, high]) => 10 ** -Math.max(Math.ceil(-Math.log10((high - low) / 600)), 0)));
    this.prepare();
    this.redrawStill();
  }

  /** Take the colours of the page's theme, as the style sheet has them now. */
  setTheme() {
    const style = getComputedStyle(this.host);
    this.colour = (name) => style.getPropertyValue(`--${name}`).trim();
    this.family = style.fontFamily;
    this.tone = null;
    this.redrawStill();
  }

  /** Draw the still picture again, in the size that its place has now, and all that moves. */
  redrawStill() {
    const { width, height } = sizeOf(this.host);
    if (!this.scene || !this.colour || !this.Plotly || width < 50 || height < 50) return;
    Object.assign(this, { width, height, type: typeScale(this.host) });
    this.still();
    set(this.over, { viewBox: `0 0 ${width} ${height}`, width, height });
    const { left, right, top, bottom } = this.area;
    set(this.box, { x: left, y: this.openTop ? 0 : top, width: right - left, height: bottom - (this.openTop ? 0 : top) });
    this.drawMarks();
    this.drawBasin();
    for (const runner of this.runners.values()) runner.dots = null;
    if (this.frame) this.draw(this.frame);
  }

  /** The map of starts over the picture, or null for none. */
  setBasin(map) {
    this.map = map;
    this.drawBasin();
  }

  drawBasin() {
    const shown = this.map && this.area && this.map.rows > 1 === (this.scene.d === 2);
    show(this.basin, Boolean(shown));
    if (!shown) return;
    const [left, top, width, height] = this.basinBox();
    Object.assign(this.basin.style, { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` });
    paintOn(this.basin, this.map, width, height, this.colour, this.scene.points);
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
      if (crowded && !["lowest", "tied"].includes(point.place)) continue;
      const text = svg("text", { class: "label mark" }, this.marks);
      this.markTexts.push({ text, word, places: mark.places(word) });
    }
  }

  /** The width of a text in the stage's own typeface. */
  wide(text, size, weight) {
    return textWidth(text, size * this.type, weight, this.family);
  }

  /** Whether a box is free: inside the picture and off what is drawn. */
  free(box, taken) {
    const { left, right, top, bottom } = this.area;
    if (box.x0 < left || box.x1 > right || box.y0 < top - 6 || box.y1 > bottom) return false;
    for (const t of taken) {
      if (box.x0 < t.x1 && box.x1 > t.x0 && box.y0 < t.y1 && box.y1 > t.y0) return false;
    }
    return true;
  }

  /** Put a text on the first free of some places [x of its middle, baseline y], or hide it. */
  label(node, text, places, taken, size = 13, weight = 600) {
    const width = this.wide(text, size, weight);
    for (const [x, y] of places) {
      const box = { x0: x - width / 2, x1: x + width / 2, y0: y - size * this.type, y1: y + 4 * this.type };
      if (!this.free(box, taken)) continue;
      if (node.textContent !== text) node.textContent = text;
      set(node, { x, y });
      show(node, true);
      taken.push(box);
      return true;
    }
    show(node, false);
    return false;
  }

  /**
   * Draw one moment.
   * @param {{t: number, balls: {name: string, run: object}[], choice: object, whole: boolean,
   *          quick: boolean}} frame balls[0] is the chosen one
   */
  draw(frame) {
    this.frame = frame;
    if (!this.area) return;
    const taken = [...this.signs];
    const [hero, ...others] = frame.balls;
    const seat = this.drawHero(hero, frame, taken);
    this.drawRunners(frame.balls, frame);
    const ghosts = others.map((other) => this.drawGhost(other, frame, taken));
    for (const { text, word, places } of this.markTexts) this.label(text, word, places, taken, 12, 400);
    this.drawTerms(hero, frame, seat, taken);
    this.drawExtra(hero, frame, seat, taken);
    for (const [k, ghost] of ghosts.entries()) this.labelGhost(others[k], ghost, taken);
  }

  /** Words of a view's own. */
  drawExtra() {}

  /** Between two steps: the step, how far on, and the weights there. */
  between(run, t) {
    const { d } = run;
    const k = Math.min(Math.floor(t), run.steps), f = k < run.steps ? t - k : 0;
    const w = Array.from({ length: d }, (_, i) => {
      const from = run.w[k * d + i];
      return f > 0 ? from + f * (run.w[(k + 1) * d + i] - from) : from;
    });
    return { k, f, w };
  }

  /** How much larger or smaller the balls are than on a laptop's hill. */
  ballScale() {
    return this.smaller * (this.type > 1 ? LARGER : 1);
  }

  drawHero({ run }, { t, choice }, taken) {
    const r = ballRadius(choice) * this.ballScale();
    const seat = this.seat(run, t, r);
    set(this.disc, { cx: seat.cx, cy: seat.cy, r });
    set(this.focusRing, { cx: seat.cx, cy: seat.cy, r: r + 5 });
    set(this.hit, { cx: seat.cx, cy: seat.cy, r: Math.max(r + 6, 24) });
    this.shade(choice);
    set(this.ball, {
      "data-step": seat.k, "data-w": seat.w.join(","), "data-x": seat.x, "data-y": seat.y,
      "aria-valuenow": choice.start[0], "aria-valuetext": this.spoken(choice.start),
    });
    show(this.away, seat.gone);
    taken.push({ x0: seat.cx - r, x1: seat.cx + r, y0: seat.cy - r, y1: seat.cy + r });
    if (seat.gone) {
      const [ux, uy] = [Math.cos(seat.angle), Math.sin(seat.angle)];
      const turn = `translate(${seat.cx + ux * (r + 1)},${seat.cy + uy * (r + 1)}) rotate(${(seat.angle * 180) / Math.PI})`;
      set(this.awayHead, { transform: turn });
      const half = this.wide(seat.text, 13, 600) / 2;
      const side = seat.cx > this.width / 2 ? -1 : 1;
      const x = seat.cx + side * (r + 10 + half);
      set(this.awayText, { x, y: seat.cy + 4 * this.type });
      if (this.awayText.textContent !== seat.text) this.awayText.textContent = seat.text;
      taken.push({ x0: x - half, x1: x + half, y0: seat.cy - 10 * this.type, y1: seat.cy + 8 * this.type });
    }
    return { ...seat, r };
  }

  /** How far out, in the words of the scene. */
  farAway(distance) {
    return fill(this.words.away, { distance: number(distance, 3) });
  }

  /** Give the ball its gloss. */
  shade(choice) {
    const tones = gloss.tones(choice, this.colour);
    if (this.tone === tones.join()) return;
    this.tone = tones.join();
    this.stops.forEach((stop, k) => { stop.style.stopColor = tones[k]; });
  }

  drawRunners(balls, frame) {
    const present = new Set(balls.map((b) => b.name));
    for (const [name, runner] of this.runners) {
      if (present.has(name)) continue;
      for (const node of [runner.trail, runner.line, runner.group]) node?.remove();
      this.runners.delete(name);
    }
    for (const { name, run } of balls) {
      let runner = this.runners.get(name);
      const kind = name === "ball" ? `ball ${whoIs(frame.choice)}` : name;
      if (!runner) {
        runner = {};
        if (this.joined) runner.line = svg("path", {}, this.trails);
        runner.trail = svg("path", {}, this.trails);
        if (name !== "ball") {
          runner.group = svg("g", { class: `ghost ${name}` }, this.ghosts);
          runner.disc = svg("path", {}, runner.group);
          runner.text = svg("text", { class: "label" }, runner.group);
        }
        this.runners.set(name, runner);
      }
      if (runner.kind !== kind) {
        runner.kind = kind;
        set(runner.trail, { class: `trail ${kind}` });
        if (runner.line) set(runner.line, { class: `way ${kind}` });
      }
      if (runner.run !== run || !runner.dots) this.prepareTrail(runner, run);
      const upto = frame.whole ? run.steps : Math.min(Math.floor(frame.t), run.steps);
      if (runner.upto === upto) continue;
      runner.upto = upto;
      set(runner.trail, { d: runner.dots.slice(0, upto + 1).join("") || "M-9,-9" });
      if (runner.line) set(runner.line, { d: runner.joints.slice(0, upto + 1).join("") || "M-9,-9" });
      runner.trail.dataset.steps = upto;
    }
  }

  prepareTrail(runner, run) {
    runner.run = run;
    runner.dots = [];
    runner.joints = [];
    let before = false;
    for (let k = 0; k <= run.steps; k++) {
      const [x, y] = this.spot(run, k);
      const near = x > -NEARBY && x < this.width + NEARBY && y > -NEARBY && y < this.height + NEARBY;
      const at = `${x.toFixed(2)},${y.toFixed(2)}`;
      runner.dots.push(near ? `M${at}h0` : "");
      // A far point is still the end of a line, but not of a line that the browser can't draw.
      const drawable = Math.abs(x) < 1e6 && Math.abs(y) < 1e6;
      runner.joints.push(drawable ? `${before ? "L" : "M"}${at}` : "");
      before = drawable;
    }
    runner.upto = -1;
  }

  drawGhost({ name, run }, { t }, taken) {
    const r = GHOST * this.ballScale();
    const seat = this.seat(run, Math.min(t, run.steps), r);
    const { disc, group } = this.runners.get(name);
    set(disc, { d: outline(name, seat.cx, seat.cy, r) });
    set(group, { "data-step": seat.k, "data-w": seat.w.join(","), "data-x": seat.x, "data-y": seat.y });
    taken.push({ x0: seat.cx - r, x1: seat.cx + r, y0: seat.cy - r, y1: seat.cy + r });
    return { ...seat, r };
  }

  labelGhost({ name }, seat, taken) {
    const { text } = this.runners.get(name);
    const word = seat.gone ? `${this.words.ghosts[name]}: ${seat.text}` : this.words.ghosts[name];
    const half = this.wide(word, 12, 400) / 2 + seat.r + 6;
    const { cx, cy, r } = seat, s = this.type;
    const places = [
      [cx + half, cy + 4 * s], [cx - half, cy + 4 * s], [cx, cy - r - 8],
      [cx + half, cy - 14 * s], [cx - half, cy - 14 * s], [cx, cy + r + 40 * s], [cx, cy - r - 26 * s],
    ];
    this.label(text, word, places, taken, 12, 400);
  }

  /** The two terms, tip to tail, and their sum, at the start of the step that is shown. */
  drawTerms({ run }, { choice, quick, told }, seat, taken) {
    const { k } = seat, { d } = run;
    // Where the stage waits for an answer two terms may be seen, but not what they add up to.
    const waits = run.waits && k === run.steps && choice.method !== "adam" && k > 0 && choice.alpha > 0;
    const visible = !quick && !seat.gone && (k < run.steps || waits);
    show(this.guide, visible);
    show(this.ahead, visible && choice.method === "nesterov");
    const early = EARLY[told];
    const names = ["sum", "momentum", "gradient"].filter((name) => !early || name in early);
    for (const [name, { group }] of Object.entries(this.arrows)) show(group, visible && names.includes(name));
    show(this.full, visible && Boolean(this.scene.data && choice.batch));
    if (!visible) return;
    const take = (x, at, factor = 1) => Array.from({ length: d }, (_, i) => factor * x[at * d + i]);
    const sum = take(run.update, k + 1);
    const adam = choice.method === "adam";
    const momentum = adam ? sum.map(() => 0) : take(run.update, k, choice.alpha);
    const gradient = adam ? sum : take(run.gradient, k, -etaAfter(choice, k));
    const largest = Math.max(...[gradient, momentum, sum].map((v) => this.size(v)));
    // A look-ahead point is where it is; arrows that lead there are drawn larger only if they must.
    const { least, wanted } = choice.method === "nesterov" ? READABLE : this.readable;
    const common = largest >= least || largest === 0 ? 1 : niceFactor(wanted / largest);
    const rows = this.arrangement(run, k, seat, momentum, common);
    const terms = { sum, momentum, gradient };
    if (adam) terms.gradient = sum.map(() => 0);
    if (waits) terms.sum = sum.map(() => 0);
    // One that is alone stands next to the ball.
    for (const name of names) this.drawArrow(name, early ? rows.sum : rows[name], terms[name], common, taken);
    const [x0, y0] = rows.gradient;
    const [fx, fy] = this.arrow(take(run.slope, k, -etaAfter(choice, k))).map((v) => v * common);
    set(this.full, { x1: x0, y1: y0, x2: x0 + fx, y2: y0 + fy });
    for (const name of names.reverse()) this.labelArrow(name, this.words.arrows[early?.[name] ?? name], taken);
    if (choice.method === "nesterov") {
      const look = take(run.w, k).map((w, i) => w + momentum[i]);
      const [x, y] = this.point(look);
      set(this.ahead, { cx: x, cy: y, "data-w": look.join(",") });
    }
  }

  /** The length in pixels of a vector of weights. */
  size(vector) {
    return Math.hypot(...this.arrow(vector));
  }

  drawArrow(name, [x, y], vector, common, taken) {
    const arrow = this.arrows[name];
    const { group, rim, line, head } = arrow;
    const [dx, dy] = this.arrow(vector).map((v) => v * common);
    const size = Math.hypot(dx, dy);
    arrow.drawn = size > 0 && Number.isFinite(size);
    set(group, { "data-value": vector.join(","), "data-times": common });
    if (!arrow.drawn) return show(group, false);
    // From above the arrows make a triangle, which closes only if all are of one scale.
    const times = size < 5 && !this.joined ? niceFactor(12 / size) : 1;
    const length = Math.min(size * times, 4 * (this.width + this.height));
    const [ux, uy] = [dx / size, dy / size];
    const neck = length - Math.min(9 * this.type, length);
    const at = (along, side) => `${x + ux * along - uy * side},${y + uy * along + ux * side}`;
    set(group, {
      "data-times": common * times, "data-tail": `${x},${y}`, "data-tip": at(length, 0),
    });
    group.classList.toggle("magnified", times > 1);
    set(line, { x1: x, y1: y, x2: x + ux * neck, y2: y + uy * neck });
    set(rim, { x1: x, y1: y, x2: x + ux * neck, y2: y + uy * neck });
    set(head, { d: `M${at(length, 0)} L${at(neck, -5 * this.type)} L${at(neck, 5 * this.type)} Z` });
    Object.assign(arrow, { x, y, ux, uy, length, times: common * times, value: vector });
    const parts = Math.min(Math.ceil(length / 14), 60);
    for (let k = 0; k <= parts; k++) {
      const px = x + (ux * length * k) / parts, py = y + (uy * length * k) / parts;
      taken.push({ x0: px - 5, x1: px + 5, y0: py - 5, y1: py + 5 });
    }
  }

  labelArrow(name, word, taken) {
    const arrow = this.arrows[name];
    const { drawn, times, text, value } = arrow;
    if (!drawn) return;
    const shown = (long) => (times === 1 ? long : fill(this.words.magnified, { name: long, times: number(times) }));
    // With its amount where there is room for it.
    [shown(`${word}${this.amount(value)}`), shown(word)].some((full) => this.label(text, full, this.around(arrow, full), taken));
  }

  /** Where an arrow's word may stand. */
  around({ x, y, ux, uy, length }, full) {
    const half = this.wide(full, 13, 600) / 2;
    const s = this.type;
    const beyond = (along, gap) => [x + ux * along + ux * (half + gap), y + uy * along + uy * (9 + gap) * s + 4 * s];
    const middle = [x + (ux * length) / 2, y + (uy * length) / 2];
    return [
      beyond(length, 8), [x - ux * (half + 8), y - uy * 17 * s + 4 * s],
      [middle[0] - uy * (half + 8), middle[1] + (ux * 14 + 4) * s], [middle[0] + uy * (half + 8), middle[1] - (ux * 14 - 4) * s],
      [x + ux * length, y + uy * length - 14 * s], [x + ux * length, y + uy * length + 22 * s],
      [middle[0] + half + 12, middle[1] + 22 * s], [middle[0] - half - 12, middle[1] + 22 * s],
      [middle[0] + half + 12, middle[1] - 14 * s], [middle[0] - half - 12, middle[1] - 14 * s],
      [x + half + 26, y + 4 * s], [x - half - 26, y + 4 * s], [x, y + 38 * s], [x, y - 30 * s],
    ];
  }

  /** What an arrow's word says beside its name. */
  amount() {
    return "";
  }

  /** A start as it may be chosen: inside the window, on a round number. */
  round(w) {
    return w.map((x, i) => {
      const [low, high] = this.scene.bounds[i];
      return Number((Math.round(Math.min(Math.max(x, low), high) / this.step) * this.step).toFixed(6));
    });
  }

  listen() {
    const start = (event) => {
      const box = this.over.getBoundingClientRect();
      return this.round(this.weights(event.clientX - box.left, event.clientY - box.top));
    };
    // A finger on the ball must not scroll the page; touch-action has no effect inside an SVG.
    this.ball.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false });
    let before = null;
    follow(this.over, {
      takes: (event) => Boolean(this.area && this.frame) && !this.pans(event),
      direct: (event) => this.ball.contains(event.target),
      begin: (event) => {
        before = this.frame.choice.start;
        this.handlers.onHold();
        this.handlers.onStart(start(event));
        this.ball.focus({ preventScroll: true, focusVisible: false });
      },
      move: (event) => this.handlers.onStart(start(event)),
      end: () => this.handlers.onRelease(),
      cancel: () => {
        this.handlers.onStart(before);
        this.handlers.onRelease();
      },
    });
    this.ball.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || !this.frame) return;
      const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1] }[event.key] ?? [];
      if (dx === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      const far = this.step * (event.shiftKey ? 1 : 10);
      const { start: from } = this.frame.choice;
      const moved = from.length === 1 ? [from[0] + (dx + dy) * far] : [from[0] + dx * far, from[1] + dy * far];
      this.handlers.onKey(this.round(moved));
    });
  }

  /** Whether a press moves the picture instead of the start. */
  pans() {
    return false;
  }
}
