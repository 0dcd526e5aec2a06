// The formula, with each term's number at the step that is shown; η and α in it can be dragged.
import { etaAfter, etaGrid } from "../core/descent.js";
import { neighbour } from "../core/grid.js";
import { compact, coordinate, exactly, signed } from "../core/numbers.js";
import { follow } from "../draw/drag.js";

const PIXELS = 5;

const HEAD = [["next", "<i>w</i>", "ink"], ["", "←"], ["w", "<i>w</i>", "ink"], ["", "−"], ["eta", "<i>η</i>", "blue"]];
const CARRY = [["", "+"], ["alpha", "<i>α</i>", "orange"], ["update", "Δ<i>w</i>", "orange"]];
/** What each method's formula is made of: [name of the term or "", its symbol, its colour]. */
const FORMULAS = {
  momentum: [...HEAD, ["gradient", "∇<i>Q</i>(<i>w</i>)", "blue"], ...CARRY],
  nesterov: [...HEAD, ["gradient", "∇<i>Q</i>(<i>w</i> + <i>α</i>Δ<i>w</i>)", "blue"], ...CARRY],
  "momentum batch": [...HEAD, ["gradient", "∇<i>Q</i><sub>B</sub>(<i>w</i>)", "blue"], ...CARRY],
  "nesterov batch": [...HEAD, ["gradient", "∇<i>Q</i><sub>B</sub>(<i>w</i> + <i>α</i>Δ<i>w</i>)", "blue"], ...CARRY],
  "momentum one": [...HEAD, ["gradient", "∇<i>Q<sub>i</sub></i>(<i>w</i>)", "blue"], ...CARRY],
  "nesterov one": [...HEAD, ["gradient", "∇<i>Q<sub>i</sub></i>(<i>w</i> + <i>α</i>Δ<i>w</i>)", "blue"], ...CARRY],
  adam: [...HEAD, ["mean", "<i>m̂</i>", "blue"], ["", "/"], ["spread", "(√<i>v̂</i> + <i>ε</i>)", "blue"]],
};

const GROWN = FORMULAS.momentum;
const printed = (gradient) => [GROWN[0], ["", ":="], ...GROWN.slice(2, 5), ["gradient", gradient, "blue"], ...CARRY];
/**
 * The formula as far as a lesson has it. What comes later leaves its place empty, and what is in
 * sight stays where it is.
 */
const GROWING = {
  something: [...GROWN.slice(0, 3), ["", "+"], ["something", "<i>something</i>", "ink"]],
  gradient: [...GROWN.slice(0, 4), ["eta", "<i>η</i>", "blue later"], GROWN[5]],
  eta: GROWN.slice(0, 6),
  momentum: GROWN,
  wikipedia: printed("∇<i>Q<sub>i</sub></i>(<i>w</i>)"),
  whole: printed("∇<i>Q</i>(<i>w</i>)"),
  batch: printed("∇<i>Q</i><sub>B</sub>(<i>w</i>)"),
};
/** As Wikipedia prints it, with the gradient of one observation, of all, or of a mini-batch. */
const PRINTED = ["wikipedia", "whole", "batch"];
/** Whether a part of the formula is the whole truth about what is chosen. */
const TRUE = {
  something: () => true,
  gradient: ({ alpha, eta }) => alpha === 0 && eta === 1,
  eta: ({ alpha }) => alpha === 0,
  momentum: () => true,
};
Object.assign(FORMULAS, Object.fromEntries(Object.entries(GROWING).map(([name, parts]) => [`lesson ${name}`, parts])));

export class Formula {
  /**
   * @param {HTMLElement} host
   * @param {object} words
   * @param {{onChange: Function, onHold: Function, onRelease: Function, onKey: Function}} handlers
   */
  constructor(host, words, handlers) {
    Object.assign(this, { host, words, handlers });
    host.setAttribute("role", "group");
    host.setAttribute("aria-label", words.hints.formula);
    this.compose("momentum");
  }

  /** Which formula: the method's, with the gradient of all, of a mini-batch or of one observation. */
  kind({ method, batch }) {
    const grown = method === "momentum" && this.grown(this.choice);
    if (grown) return `lesson ${grown}`;
    if (!this.scene.data || !batch || method === "adam") return method;
    return `${method} ${batch === 1 ? "one" : "batch"}`;
  }

  /** How far the formula has grown: as the lesson has it, or as far as what is chosen needs. */
  grown(choice) {
    const { data } = this.scene;
    if (PRINTED.includes(this.lesson)) {
      if (!data) return this.lesson;
      return choice.batch === 1 ? "wikipedia" : choice.batch ? "batch" : "whole";
    }
    if (!this.lesson || (data && choice.batch)) return "";
    const names = Object.keys(TRUE);
    return names.slice(names.indexOf(this.lesson)).find((name) => TRUE[name](choice));
  }

  /** How much of the formula a lesson shows; "" where it is all of it. */
  get told() {
    return this.method.startsWith("lesson ") ? this.method.slice(7) : "";
  }

  /** @param {string | undefined} lesson how much of the formula a lesson shows */
  setLesson(lesson) {
    this.lesson = lesson;
  }

  /** @param {string[]} names the ones of eta and alpha that can't be changed here */
  fix(names) {
    this.fixed = names;
    for (const id of ["eta", "alpha"]) if (this.cells[id]) this.let(id, this.cells[id].cell);
  }

  /** A number that can be dragged, or one to read. */
  let(id, cell) {
    const free = !this.fixed?.includes(id);
    cell.classList.toggle("drag", free);
    if (free) {
      cell.tabIndex = 0;
      cell.setAttribute("role", "slider");
      cell.setAttribute("aria-label", this.words.hints[id]);
      cell.title = this.words.hints[id];
      return;
    }
    for (const name of ["tabindex", "role", "aria-label", "title", "aria-valuemin", "aria-valuemax", "aria-valuenow"]) cell.removeAttribute(name);
  }

  /** Write a formula; terms that it shares with the last one stay as they are. */
  compose(method) {
    const known = this.cells ?? {};
    this.method = method;
    this.cells = {};
    this.host.className = `formula ${method.replace("lesson ", "grown-")}`;
    this.host.replaceChildren(...FORMULAS[method].map(([id, symbol, tone]) => {
      if (!id) {
        const sign = document.createElement("span");
        sign.className = "sign";
        sign.innerHTML = `<span class="symbol">${symbol}</span>`;
        return sign;
      }
      const term = known[id] ?? this.term(id, tone);
      term.cell.firstChild.innerHTML = symbol;
      term.cell.className = `term ${tone} ${id}`;
      if (id === "eta" || id === "alpha") this.let(id, term.cell);
      this.cells[id] = term;
      return term.cell;
    }));
  }

  term(id, tone) {
    const cell = document.createElement("span");
    cell.className = `term ${tone} ${id}`;
    const [, value, name] = ["symbol", "value", "name"].map((part) => {
      const node = document.createElement("span");
      node.className = part;
      cell.append(node);
      return node;
    });
    name.textContent = this.words.terms[id];
    if (id === "eta" || id === "alpha") this.handle(id, cell);
    return { cell, value };
  }

  setScene(scene) {
    this.scene = scene;
    this.scale = scene.span;
  }

  draw({ t, balls, choice }) {
    this.choice = choice;
    const kind = this.kind(choice);
    if (kind !== this.method) this.compose(kind);
    const { run } = balls[0];
    const { d } = run;
    const k = Math.min(Math.floor(t), run.steps);
    const more = k < run.steps;
    const pick = (x, at) => Array.from(x.subarray(at * d, (at + 1) * d));
    const place = (w) => w.map((x) => coordinate(x, this.scale));
    const slope = (g) => g.map(compact);
    const none = Array(d).fill("—");
    this.write("next", more ? place(pick(run.w, k + 1)) : none);
    this.write("w", place(pick(run.w, k)));
    this.write("gradient", slope(more ? pick(run.gradient, k) : pick(run.slope, k)));
    this.write("update", pick(run.update, k).map((x) => signed(x, this.scale)));
    this.write("something", more ? pick(run.update, k + 1).map((x) => signed(x, this.scale)) : none);
    this.write("mean", more ? slope(pick(run.mean, k)) : none);
    this.write("spread", more ? slope(pick(run.spread, k)) : none);
    for (const id of ["eta", "alpha"]) {
      if (!this.cells[id]) continue;
      this.write(id, [exactly(id === "eta" ? etaAfter(choice, k) : choice[id])]);
      const grid = this.grid(id);
      const { cell } = this.cells[id];
      if (this.fixed?.includes(id)) continue;
      cell.setAttribute("aria-valuemin", grid[0]);
      cell.setAttribute("aria-valuemax", grid[grid.length - 1]);
      cell.setAttribute("aria-valuenow", choice[id]);
    }
  }

  grid(id) {
    return id === "eta" ? etaGrid(this.scene, this.choice.method) : this.scene.alpha;
  }

  /** One number, or a pair in brackets; each number of a pair keeps its own place. */
  write(id, texts) {
    const term = this.cells[id];
    if (!term) return;
    const text = texts.length === 1 ? texts[0] : `(${texts.join(", ")})`;
    if (term.text === text) return;
    term.text = text;
    if (texts.length === 1) {
      term.value.textContent = text;
      return;
    }
    if (term.value.children.length !== 2) {
      term.value.replaceChildren(document.createElement("span"), document.createElement("span"));
    }
    term.value.children[0].textContent = `(${texts[0]}, `;
    term.value.children[1].textContent = `${texts[1]})`;
  }

  handle(id, cell) {
    const fixed = () => this.fixed?.includes(id);
    let from = 0, value = 0;
    follow(cell, {
      takes: () => Boolean(this.choice) && !fixed(),
      begin: (event) => {
        [from, value] = [event.clientX, this.choice[id]];
        cell.focus({ preventScroll: true });
        this.handlers.onHold();
      },
      move: (event) => {
        const move = Math.round((event.clientX - from) / PIXELS);
        this.handlers.onChange({ [id]: move === 0 ? value : neighbour(this.grid(id), value, move) });
      },
      end: () => this.handlers.onRelease(),
    });
    cell.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || !this.choice || fixed()) return;
      const grid = this.grid(id);
      const move = {
        ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10,
        Home: -grid.length, End: grid.length,
      }[event.key];
      if (!move) return;
      event.preventDefault();
      event.stopPropagation();
      // The next press counts from here, even if it comes before the next picture.
      this.choice = { ...this.choice, [id]: neighbour(grid, this.choice[id], move) };
      this.handlers.onKey({ [id]: this.choice[id] });
    });
  }
}
