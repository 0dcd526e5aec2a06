// The formula, with each term's number at the step that is shown; η and α in it can be dragged.
import { coordinate, exactly, signed } from "./numbers.js";

const PIXELS = 5;

/** The index in a sorted grid of the value next to `value`, `move` places on. */
export function neighbour(grid, value, move) {
  let above = grid.findIndex((x) => x > value);
  if (above < 0) above = grid.length;
  const on = above > 0 && grid[above - 1] === value;
  const from = on ? above - 1 : move > 0 ? above - 1 : above;
  return grid[Math.min(Math.max(from + move, 0), grid.length - 1)];
}

export class Formula {
  /**
   * @param {HTMLElement} host
   * @param {object} words
   * @param {{onChange: Function, onHold: Function, onRelease: Function, onKey: Function}} handlers
   */
  constructor(host, words, handlers) {
    this.handlers = handlers;
    this.cells = {};
    host.setAttribute("role", "group");
    host.setAttribute("aria-label", words.hints.formula);
    const parts = [
      ["next", "<i>w</i>", "ink"], ["", "←"], ["w", "<i>w</i>", "ink"], ["", "−"],
      ["eta", "<i>η</i>", "blue"], ["gradient", "∇<i>Q</i>(<i>w</i>)", "blue"], ["", "+"],
      ["alpha", "<i>α</i>", "orange"], ["update", "Δ<i>w</i>", "orange"],
    ];
    for (const [id, symbol, tone] of parts) {
      const cell = document.createElement("span");
      cell.className = id ? `term ${tone} ${id}` : "sign";
      cell.innerHTML = `<span class="symbol">${symbol}</span>`;
      host.append(cell);
      if (!id) continue;
      const value = document.createElement("span");
      value.className = "value";
      const name = document.createElement("span");
      name.className = "name";
      name.textContent = words.terms[id];
      cell.append(value, name);
      this.cells[id] = { cell, value };
      if (id === "eta" || id === "alpha") this.handle(id, cell, words.hints[id]);
    }
  }

  setScene(scene) {
    this.scene = scene;
    this.scale = scene.bounds[0][1] - scene.bounds[0][0];
    this.steepness = (scene.ceiling - scene.floor) / this.scale;
  }

  draw({ t, balls, choice }) {
    const { run } = balls[0];
    const k = Math.min(Math.floor(t), run.steps);
    const more = k < run.steps;
    this.write("next", more ? coordinate(run.w[k + 1], this.scale) : "—");
    this.write("w", coordinate(run.w[k], this.scale));
    this.write("gradient", signed(more ? run.gradient[k] : run.slope[k], this.steepness, 2));
    this.write("update", signed(run.update[k], this.scale));
    for (const id of ["eta", "alpha"]) {
      this.write(id, exactly(choice[id]));
      const { cell } = this.cells[id];
      const grid = this.scene[id];
      cell.setAttribute("aria-valuemin", grid[0]);
      cell.setAttribute("aria-valuemax", grid[grid.length - 1]);
      cell.setAttribute("aria-valuenow", choice[id]);
    }
    this.choice = choice;
  }

  write(id, text) {
    const { value } = this.cells[id];
    if (value.textContent !== text) value.textContent = text;
  }

  handle(id, cell, hint) {
    cell.classList.add("drag");
    cell.tabIndex = 0;
    cell.setAttribute("role", "slider");
    cell.setAttribute("aria-label", hint);
    cell.title = hint;
    let held = null, from = 0, value = 0;
    cell.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || !this.choice) return;
      [held, from, value] = [event.pointerId, event.clientX, this.choice[id]];
      cell.setPointerCapture(held);
      cell.focus({ preventScroll: true });
      this.handlers.onHold();
      event.preventDefault();
    });
    cell.addEventListener("pointermove", (event) => {
      if (event.pointerId !== held) return;
      const move = Math.round((event.clientX - from) / PIXELS);
      this.handlers.onChange({ [id]: move === 0 ? value : neighbour(this.scene[id], value, move) });
    });
    const drop = (event) => {
      if (event.pointerId !== held) return;
      held = null;
      this.handlers.onRelease();
    };
    cell.addEventListener("pointerup", drop);
    cell.addEventListener("pointercancel", drop);
    cell.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || !this.choice) return;
      const grid = this.scene[id];
      const move = {
        ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10,
        Home: -grid.length, End: grid.length,
      }[event.key];
      if (!move) return;
      event.preventDefault();
      event.stopPropagation();
      this.handlers.onKey({ [id]: neighbour(grid, this.choice[id], move) });
    });
  }
}
