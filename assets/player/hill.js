// The one-dimensional stage: Plotly draws the still hill, an SVG over it everything that moves.
import { lossAt } from "./descent.js";
import { coordinate, fill, number } from "./numbers.js";

const SVG = "http://www.w3.org/2000/svg";
const MARGIN = { l: 14, r: 14, t: 10, b: 30 };
const ROW = 17;
const MOST_MARKS = 3;
const SAMPLES = 1200;

/** Make an SVG element. */
export function svg(name, attributes = {}, parent = null, text = "") {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  if (text) node.textContent = text;
  parent?.append(node);
  return node;
}

function set(node, attributes) {
  for (const key in attributes) node.setAttribute(key, attributes[key]);
}

function show(node, visible) {
  node.style.display = visible ? "" : "none";
}

const pen = document.createElement("canvas").getContext("2d");
const widths = new Map();

function textWidth(text, size, weight, family) {
  const key = `${size} ${weight} ${family} ${text}`;
  if (!widths.has(key)) {
    if (widths.size > 2000) widths.clear();
    pen.font = `${weight} ${size}px ${family}`;
    widths.set(key, pen.measureText(text).width * 1.04 + 2);
  }
  return widths.get(key);
}

/** The smallest of 1, 2, 5, 10, 20, ... that is at least x. */
function niceFactor(x) {
  if (!(x > 1)) return 1;
  const ten = 10 ** Math.floor(Math.log10(x) + 1e-12);
  return ten * ([1, 2, 5, 10].find((m) => m * ten >= x * (1 - 1e-12)) ?? 10);
}

/** The ball's radius in pixels: heavier with more momentum. */
export function ballRadius(alpha) {
  return 11 + 9 * alpha;
}

export class Hill {
  /**
   * @param {HTMLElement} host
   * @param {object} words labels from the scene
   * @param {{onStart: Function, onHold: Function, onRelease: Function}} handlers
   */
  constructor(host, words, handlers) {
    this.host = host;
    this.words = words;
    this.handlers = handlers;
    this.plot = document.createElement("div");
    this.plot.className = "plot";
    this.over = svg("svg", { class: "over", role: "group", "aria-label": words.hill });
    host.append(this.plot, this.over);
    this.build();
    this.listen();
  }

  build() {
    const defs = svg("defs", {}, this.over);
    const shade = svg("radialGradient", { id: "gloss", cx: "35%", cy: "30%", r: "75%" }, defs);
    this.stops = ["0%", "22%", "62%", "100%"].map((offset) => svg("stop", { offset }, shade));
    const clip = svg("clipPath", { id: "box" }, defs);
    this.box = svg("rect", {}, clip);
    const layer = (name) => svg("g", { class: name, "clip-path": "url(#box)" }, this.over);
    this.marks = layer("marks");
    this.tangent = svg("line", { class: "tangent" }, layer("tangents"));
    this.slope = svg("text", { class: "label slope" }, this.over);
    this.trails = layer("trails");
    this.ghosts = svg("g", { class: "ghosts" }, this.over);
    this.guide = svg("line", { class: "guide" }, this.over);
    this.arrows = {};
    for (const name of ["gradient", "momentum", "sum"]) {
      const group = svg("g", { class: `arrow ${name}` }, this.over);
      this.arrows[name] = {
        group,
        line: svg("line", {}, group),
        head: svg("path", {}, group),
        text: svg("text", { class: "label" }, group),
      };
    }
    this.ball = svg("g", {
      class: "ball", tabindex: "0", role: "slider", "aria-label": this.words.hints.ball,
    }, this.over);
    this.hit = svg("circle", { class: "hit" }, this.ball);
    this.focusRing = svg("circle", { class: "ring" }, this.ball);
    this.disc = svg("circle", { class: "disc", fill: "url(#gloss)" }, this.ball);
    this.away = svg("g", { class: "away" }, this.over);
    this.awayHead = svg("path", {}, this.away);
    this.awayText = svg("text", { class: "label" }, this.away);
    this.runners = new Map();
  }

  /** @param {object} scene a loaded scene */
  setScene(scene) {
    this.scene = scene;
    const [low, high] = scene.bounds[0];
    this.curve = Array.from({ length: SAMPLES + 1 }, (_, k) => {
      const w = low + ((high - low) * k) / SAMPLES;
      return [w, lossAt(scene, [w])];
    });
    this.step = 10 ** -Math.max(Math.ceil(-Math.log10((high - low) / 600)), 0);
    set(this.ball, { "aria-valuemin": low, "aria-valuemax": high });
    this.redrawStill();
  }

  /** Take the colours of the page's theme, as the style sheet has them now. */
  setTheme() {
    const style = getComputedStyle(this.host);
    this.colour = (name) => style.getPropertyValue(`--${name}`).trim();
    this.family = style.fontFamily;
    this.redrawStill();
  }

  /** Draw the hill itself; everything that moves is drawn by `draw`. */
  redrawStill() {
    const { width, height } = this.host.getBoundingClientRect();
    if (!this.scene || !this.colour || !this.Plotly || width < 50 || height < 50) return;
    Object.assign(this, { width, height });
    const { scene } = this;
    const [low, high] = scene.bounds[0];
    const x = this.curve.map(([w]) => w);
    const y = this.curve.map(([, q]) => (Number.isFinite(q) ? q : null));
    const ground = x.map(() => scene.floor);
    const line = { color: this.colour("curve"), width: 2.5 };
    const bare = { hoverinfo: "skip", mode: "lines", type: "scatter" };
    const data = [
      { ...bare, x, y: ground, line: { width: 0 } },
      { ...bare, x, y, line, fill: "tonexty", fillcolor: this.colour("ground") },
    ];
    const font = { color: this.colour("quiet"), family: this.family, size: 12 };
    const axis = { zeroline: false, showgrid: false, automargin: false, fixedrange: true };
    const layout = {
      width, height, margin: MARGIN, font, showlegend: false,
      paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
      xaxis: { ...axis, range: [low, high], ticks: "", nticks: Math.max(Math.round(width / 110), 3) },
      yaxis: { ...axis, range: [scene.floor, scene.ceiling], visible: false },
    };
    this.Plotly.react(this.plot, data, layout, { staticPlot: true });
    const right = width - MARGIN.r, bottom = height - MARGIN.b;
    this.area = { left: MARGIN.l, right, top: MARGIN.t, bottom };
    this.px = (w) => MARGIN.l + ((w - low) / (high - low)) * (right - MARGIN.l);
    this.py = (q) => bottom - ((q - scene.floor) / (scene.ceiling - scene.floor)) * (bottom - MARGIN.t);
    this.unit = (right - MARGIN.l) / (high - low);
    set(this.over, { viewBox: `0 0 ${width} ${height}`, width, height });
    set(this.box, { x: MARGIN.l, y: 0, width: right - MARGIN.l, height: bottom });
    this.columns = new Float64Array(Math.ceil(width) + 1);
    for (let k = 0; k < this.columns.length; k++) {
      const w = Math.min(Math.max(low + (k - MARGIN.l) / this.unit, low), high);
      this.columns[k] = this.py(lossAt(scene, [w]));
    }
    const shades = ["#FFFFFF", this.colour("momentum")];
    this.stops.forEach((stop, k) => set(stop, { "stop-color": shades[Math.min(k, 1)] }));
    this.drawMarks();
    for (const runner of this.runners.values()) runner.dots = null;
    if (this.frame) this.draw(this.frame);
  }

  drawMarks() {
    this.marks.replaceChildren();
    this.markTexts = [];
    const crowded = this.scene.points.filter((p) => p.kind === "minimum").length > MOST_MARKS;
    for (const point of this.scene.points) {
      const word = this.words.marks[point.place];
      if (!word || (crowded && point.place !== "lowest")) continue;
      const x = this.px(point.w[0]), y = this.py(point.value);
      svg("line", { class: "drop", x1: x, x2: x, y1: y + 4, y2: this.area.bottom }, this.marks);
      const text = svg("text", { class: "label mark", x, y: y + 22 }, this.marks, word);
      this.markTexts.push({ text, word, x, y: y + 22 });
    }
  }

  /** Whether a box of text is free: inside the picture, off the curve and off what is drawn. */
  free(box, taken) {
    const { left, right, top, bottom } = this.area;
    if (box.x0 < left || box.x1 > right || box.y0 < top - 6 || box.y1 > bottom) return false;
    for (const t of taken) {
      if (box.x0 < t.x1 && box.x1 > t.x0 && box.y0 < t.y1 && box.y1 > t.y0) return false;
    }
    for (let x = Math.floor(box.x0); x <= box.x1; x += 2) {
      const y = this.columns[x];
      if (y > box.y0 - 3 && y < box.y1 + 3) return false;
    }
    return true;
  }

  /** The width of a text in the stage's own typeface. */
  wide(text, size, weight) {
    return textWidth(text, size, weight, this.family);
  }

  /** Put a text on the first free of some places [x of its middle, baseline y], or hide it. */
  label(node, text, places, taken, size = 13, weight = 600) {
    const width = this.wide(text, size, weight);
    for (const [x, y] of places) {
      const box = { x0: x - width / 2, x1: x + width / 2, y0: y - size, y1: y + 4 };
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
   *          quick: boolean, focus?: boolean}} frame balls[0] is the chosen one
   */
  draw(frame) {
    this.frame = frame;
    if (!this.area) return;
    const taken = [];
    const [hero, ...others] = frame.balls;
    const seat = this.drawHero(hero, frame, taken);
    this.drawRunners(frame.balls, frame);
    const ghosts = others.map((other) => this.drawGhost(other, frame, taken));
    for (const { text, word, x, y } of this.markTexts) {
      this.label(text, word, [[x, y], [x, y + 16], [x, y + 34]], taken, 12, 400);
    }
    this.drawArrows(hero, frame, seat, taken);
    this.drawTangent(hero, frame, seat, taken);
    for (const [k, ghost] of ghosts.entries()) this.labelGhost(others[k], ghost, taken);
  }

  /** Where a ball is at time t: its w, and the place of its contact in the picture. */
  at(run, t) {
    const k = Math.min(Math.floor(t), run.steps), f = k < run.steps ? t - k : 0;
    const from = run.w[k], w = f > 0 ? from + f * (run.w[k + 1] - from) : from;
    const q = f > 0 ? lossAt(this.scene, [w]) : run.loss[k];
    return { k, w, q, x: this.px(w), y: this.py(q) };
  }

  /** Seat a ball of radius r on the curve, or at the edge of the picture it has left. */
  seat(run, t, r) {
    const { area } = this;
    const spot = this.at(run, t);
    const out = { left: spot.x < area.left, right: spot.x > area.right, up: !(spot.y >= 0) };
    if (out.left || out.right || out.up) {
      const [low, high] = this.scene.bounds[0];
      const x = Math.min(Math.max(spot.x, area.left + r), area.right - r);
      const y = Math.min(Math.max(Number.isFinite(spot.y) ? spot.y : 0, area.top + r), area.bottom - r);
      const side = out.left || out.right;
      return {
        ...spot, cx: x, cy: y, gone: true,
        angle: side ? (out.left ? 180 : 0) : -90,
        text: side
          ? fill(this.words.away, { distance: number(out.left ? low - spot.w : spot.w - high, 3) })
          : fill(this.words.higher, { distance: number(spot.q - this.scene.ceiling, 3) }),
      };
    }
    const w = 1 / this.unit;
    const rise = (this.py(lossAt(this.scene, [spot.w + w])) - this.py(lossAt(this.scene, [spot.w - w]))) / 2;
    const lean = Number.isFinite(rise) ? rise : 0;
    const length = Math.hypot(1, lean);
    return { ...spot, lean, cx: spot.x + (r * lean) / length, cy: spot.y - r / length, gone: false };
  }

  drawHero({ run }, { t, choice }, taken) {
    const r = ballRadius(choice.alpha);
    const seat = this.seat(run, t, r);
    const depth = 0.15 + 0.6 * choice.alpha;
    set(this.disc, { cx: seat.cx, cy: seat.cy, r });
    set(this.focusRing, { cx: seat.cx, cy: seat.cy, r: r + 5 });
    set(this.hit, { cx: seat.cx, cy: seat.cy, r: Math.max(r + 6, 24) });
    const tone = `color-mix(in srgb, ${this.colour("momentum")}, `;
    this.shade(depth, tone);
    set(this.ball, {
      "data-step": seat.k, "data-w": seat.w, "data-x": seat.x, "data-y": seat.y,
      "aria-valuenow": choice.start[0], "aria-valuetext": `w = ${coordinate(choice.start[0], this.scene.span)}`,
    });
    show(this.away, seat.gone);
    taken.push({ x0: seat.cx - r, x1: seat.cx + r, y0: seat.cy - r, y1: seat.cy + r });
    if (seat.gone) {
      const side = seat.angle === -90 ? 0 : seat.angle === 0 ? 1 : -1;
      set(this.awayHead, {
        d: "M0,-6 L9,0 L0,6 Z",
        transform: `translate(${seat.cx + side * (r + 1)},${seat.cy - (side ? 0 : r + 1)}) rotate(${seat.angle})`,
      });
      const half = this.wide(seat.text, 13, 600) / 2;
      const x = side ? seat.cx - side * (r + 10 + half) : seat.cx + (seat.cx > this.width / 2 ? -1 : 1) * (r + 10 + half);
      set(this.awayText, { x, y: seat.cy + 4 });
      if (this.awayText.textContent !== seat.text) this.awayText.textContent = seat.text;
      taken.push({ x0: x - half, x1: x + half, y0: seat.cy - 10, y1: seat.cy + 8 });
    }
    return { ...seat, r };
  }

  shade(depth, tone) {
    if (this.depth === depth + tone) return;
    this.depth = depth + tone;
    const mixes = [
      `${tone}#fff 88%)`, `${tone}#fff ${Math.round(40 - 32 * depth)}%)`,
      `${tone}#000 ${Math.round(22 * depth)}%)`, `${tone}#000 ${Math.round(20 + 42 * depth)}%)`,
    ];
    this.stops.forEach((stop, k) => { stop.style.stopColor = mixes[k]; });
  }

  drawRunners(balls, frame) {
    const present = new Set(balls.map((b) => b.name));
    for (const [name, runner] of this.runners) {
      if (!present.has(name)) { runner.trail.remove(); runner.group?.remove(); this.runners.delete(name); }
    }
    for (const { name, run } of balls) {
      let runner = this.runners.get(name);
      if (!runner) {
        runner = { trail: svg("path", { class: `trail ${name}` }, this.trails) };
        if (name !== "ball") {
          runner.group = svg("g", { class: `ghost ${name}` }, this.ghosts);
          runner.disc = svg("circle", {}, runner.group);
          runner.text = svg("text", { class: "label" }, runner.group);
        }
        this.runners.set(name, runner);
      }
      if (runner.run !== run || !runner.dots) {
        runner.run = run;
        runner.dots = Array.from({ length: run.steps + 1 }, (_, k) => {
          const x = this.px(run.w[k]), y = this.py(run.loss[k]);
          const near = x > -50 && x < this.width + 50 && y > -50 && y < this.height + 50;
          return near ? `M${x.toFixed(2)},${y.toFixed(2)}h0` : "";
        });
        runner.upto = -1;
      }
      const upto = frame.whole ? run.steps : Math.min(Math.floor(frame.t), run.steps);
      if (runner.upto !== upto) {
        runner.upto = upto;
        set(runner.trail, { d: runner.dots.slice(0, upto + 1).join("") || "M-9,-9" });
        runner.trail.dataset.steps = upto;
      }
    }
  }

  drawGhost({ name, run }, { t }, taken) {
    const r = ballRadius(0);
    const seat = this.seat(run, Math.min(t, run.steps), r);
    const { disc, group } = this.runners.get(name);
    set(disc, { cx: seat.cx, cy: seat.cy, r });
    set(group, { "data-step": seat.k, "data-w": seat.w, "data-x": seat.x, "data-y": seat.y });
    taken.push({ x0: seat.cx - r, x1: seat.cx + r, y0: seat.cy - r, y1: seat.cy + r });
    return { ...seat, r };
  }

  labelGhost({ name }, seat, taken) {
    const { text } = this.runners.get(name);
    const word = seat.gone ? `${this.words.ghosts[name]}: ${seat.text}` : this.words.ghosts[name];
    const half = this.wide(word, 12, 400) / 2 + seat.r + 6;
    const { cx, cy, r } = seat;
    const places = [
      [cx + half, cy + 4], [cx - half, cy + 4], [cx, cy - r - 8],
      [cx + half, cy - 14], [cx - half, cy - 14], [cx, cy + r + 40], [cx, cy - r - 26],
    ];
    this.label(text, word, places, taken, 12, 400);
  }

  drawTangent({ run }, { quick }, seat, taken) {
    const visible = !seat.gone && !quick;
    show(this.tangent, visible);
    if (!visible) return show(this.slope, false);
    const length = Math.hypot(1, seat.lean), reach = 62;
    const dx = reach / length, dy = (reach * seat.lean) / length;
    set(this.tangent, { x1: seat.x - dx, y1: seat.y - dy, x2: seat.x + dx, y2: seat.y + dy });
    for (let part = -1; part <= 1; part += 0.2) {
      const x = seat.x + part * dx, y = seat.y + part * dy;
      taken.push({ x0: x - 4, x1: x + 4, y0: y - 3, y1: y + 3 });
    }
    const slope = run.slope[seat.k];
    const level = Math.abs(slope) * (this.scene.bounds[0][1] - this.scene.bounds[0][0])
      < 2e-3 * (this.scene.ceiling - this.scene.floor);
    const word = level ? this.words.slope.level : slope > 0 ? this.words.slope.left : this.words.slope.right;
    const text = level ? word : slope > 0 ? `← ${word}` : `${word} →`;
    const half = this.wide(text, 12, 600) / 2;
    const down = slope > 0 ? -1 : 1;
    const places = [
      [seat.x, seat.y + 26], [seat.x - down * (half + 8), seat.y + 26], [seat.x + down * (half + 8), seat.y + 26],
      [seat.x, seat.y + 44], [seat.x - down * (half + 24), seat.y + 44], [seat.x + down * (half + 24), seat.y + 44],
      [seat.x + 40 + half, seat.y + 12], [seat.x - 40 - half, seat.y + 12],
    ];
    this.label(this.slope, text, places, taken, 12, 600);
  }

  /** The two terms tip to tail, and their sum, above (or below) the ball at the step's start. */
  drawArrows({ run }, { choice, quick }, seat, taken) {
    const k = seat.k;
    const visible = !quick && !seat.gone && k < run.steps;
    show(this.guide, visible);
    for (const { group } of Object.values(this.arrows)) show(group, visible);
    if (!visible) return;
    const sum = run.update[k + 1];
    const momentum = choice.method === "adam" ? 0 : choice.alpha * run.update[k];
    const gradient = choice.method === "adam" ? sum : -choice.eta * run.gradient[k];
    const largest = Math.max(Math.abs(gradient), Math.abs(momentum), Math.abs(sum)) * this.unit;
    const common = largest >= 12 || largest === 0 ? 1 : niceFactor(24 / largest);
    const origin = this.px(run.w[k]);
    const ball = this.seat(run, k, seat.r);
    const above = ball.cy - seat.r - 3 * ROW > this.area.top + 4;
    const base = above ? ball.cy - seat.r - 14 : ball.cy + seat.r + 14 + 2 * ROW;
    const scale = this.unit * common;
    const rows = [
      ["sum", origin, sum, base],
      ["momentum", origin, momentum, base - ROW],
      ["gradient", origin + momentum * scale, gradient, base - 2 * ROW],
    ];
    set(this.guide, { x1: ball.x, x2: ball.x, y1: ball.cy, y2: base - (momentum ? ROW : 0) });
    for (const row of rows) this.drawArrow(...row, common, taken);
  }

  drawArrow(name, from, value, y, common, taken) {
    const { group, line, head, text } = this.arrows[name];
    const length = value * this.unit * common;
    const size = Math.abs(length);
    set(group, { "data-value": value, "data-times": common });
    if (size === 0 || !Number.isFinite(size)) return show(group, false);
    const times = size < 5 ? niceFactor(12 / size) : 1;
    const sign = Math.sign(length), { left, right } = this.area;
    const tail = Math.min(Math.max(from, left), right);
    const tip = Math.min(Math.max(tail + length * times, left), right);
    const neck = tip - sign * Math.min(9, Math.abs(tip - tail));
    set(group, { "data-times": common * times, "data-tail": tail, "data-tip": tip });
    group.classList.toggle("magnified", times > 1);
    set(line, { x1: tail, x2: neck, y1: y, y2: y });
    set(head, { d: `M${tip},${y} L${neck},${y - 5} L${neck},${y + 5} Z` });
    taken.push({ x0: Math.min(tail, tip), x1: Math.max(tail, tip), y0: y - 6, y1: y + 6 });
    const total = common * times;
    const word = this.words.arrows[name];
    const full = total === 1 ? word : fill(this.words.magnified, { name: word, times: number(total) });
    const half = this.wide(full, 13, 600) / 2 + 8;
    const ends = [[tip + sign * half, y + 4], [tail - sign * half, y + 4]];
    this.label(text, full, [...ends, [tip + sign * half, y - 10], [(tip + tail) / 2, y - 9]], taken);
  }

  listen() {
    const start = (event) => {
      const box = this.over.getBoundingClientRect();
      const [low, high] = this.scene.bounds[0];
      const w = low + (event.clientX - box.left - MARGIN.l) / this.unit;
      const snapped = Math.round(Math.min(Math.max(w, low), high) / this.step) * this.step;
      return [Number(snapped.toFixed(6))];
    };
    let held = null;
    // A finger on the ball must not scroll the page; touch-action has no effect inside an SVG.
    this.ball.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false });
    this.over.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || !this.area) return;
      held = event.pointerId;
      this.over.setPointerCapture(held);
      this.handlers.onHold();
      this.handlers.onStart(start(event));
      event.preventDefault();
      this.ball.focus({ preventScroll: true, focusVisible: false });
    });
    this.over.addEventListener("pointermove", (event) => {
      if (event.pointerId === held) this.handlers.onStart(start(event));
    });
    const drop = (event) => {
      if (event.pointerId !== held) return;
      held = null;
      this.handlers.onRelease();
    };
    this.over.addEventListener("pointerup", drop);
    this.over.addEventListener("pointercancel", drop);
    this.ball.addEventListener("keydown", (event) => {
      const sign = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
      if (!sign || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      event.stopPropagation();
      const [low, high] = this.scene.bounds[0];
      const w = this.frame.choice.start[0] + sign * this.step * (event.shiftKey ? 1 : 10);
      this.handlers.onKey([Number(Math.min(Math.max(w, low), high).toFixed(6))]);
    });
  }
}
