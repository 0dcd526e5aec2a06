// The chosen ball: its gloss, which way it has left the picture, and the hand that sets its start.
import { ballRadius } from "../draw/ball.js";
import { follow, inside, QUIETLY } from "../draw/drag.js";
import { set, setText, show, svg } from "../draw/svg.js";

/**
 * @import { Ball, Box, Frame, Pair, Weights } from "../types.js"
 * @import { Overlay } from "./overlay.js"
 * @import { RoundSeat } from "./picture.js"
 * @typedef {{onHold: () => void, onRelease: () => void, onStart: (start: Weights) => void,
 *            onKey: (start: Weights) => void}} StartHandlers
 */

/** @type {Record<string, Pair>} */
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1] };

export class Hero {
  /** @param {Overlay} view @param {string} fill the gloss @param {StartHandlers} handlers */
  constructor(view, fill, handlers) {
    this.view = view;
    this.ball = svg(
      "g",
      { class: "ball", tabindex: "0", role: "slider", "aria-label": view.words.hints.ball },
      view.over,
    );
    this.hit = svg("circle", { class: "hit" }, this.ball);
    this.focusRing = svg("circle", { class: "ring" }, this.ball);
    this.disc = svg("circle", { class: "disc", fill }, this.ball);
    this.away = svg("g", { class: "away" });
    this.awayHead = svg("path", { d: "M0,-6 L9,0 L0,6 Z" }, this.away);
    this.awayText = svg("text", { class: "label" }, this.away);
    this.listen(handlers);
  }

  /** Where it stands at a step, and what doesn't change before the next. @param {Ball} hero @param {Frame} frame @param {Box[]} taken @returns {RoundSeat} */
  stand({ run }, { t, choice }, taken) {
    const { view } = this;
    const r = ballRadius(view.scene, choice) * view.ballScale();
    const seat = { ...view.seat(run, Math.floor(t), r), r };
    const { cx, cy } = seat;
    view.gloss.shade(view.scene, choice, view.colour);
    set(this.ball, { "aria-valuenow": choice.start[0], "aria-valuetext": view.spoken(choice.start) });
    taken.push({ x0: cx - r, x1: cx + r, y0: cy - r, y1: cy + r });
    if (seat.gone) this.drawAway(seat, taken);
    return seat;
  }

  /** Draw it where it is: on its mark, or on its way. @param {RoundSeat} seat @param {Box[]} taken what its words must leave free */
  draw(seat, taken) {
    const { cx, cy, r, k, w, x, y, gone } = seat;
    set(this.disc, { cx, cy, r });
    set(this.focusRing, { cx, cy, r: r + 5 });
    set(this.hit, { cx, cy, r: Math.max(r + 6, 24) });
    set(this.ball, { "data-step": k, "data-w": w.join(","), "data-x": x, "data-y": y });
    show(this.away, gone);
    if (gone) this.drawAway(seat, taken);
  }

  /** Which way a ball has left, and how far away it is. @param {RoundSeat} seat @param {Box[]} taken */
  drawAway({ cx, cy, r, angle, text }, taken) {
    const { view } = this,
      [ux, uy] = [Math.cos(angle), Math.sin(angle)];
    set(this.awayHead, {
      transform: `translate(${cx + ux * (r + 1)},${cy + uy * (r + 1)}) rotate(${(angle * 180) / Math.PI})`,
    });
    const half = view.wide(text, 13, 600) / 2;
    const x = cx + (cx > view.width / 2 ? -1 : 1) * (r + 10 + half);
    set(this.awayText, { x, y: cy + 4 * view.type });
    setText(this.awayText, text);
    taken.push({ x0: x - half, x1: x + half, y0: cy - 10 * view.type, y1: cy + 8 * view.type });
  }

  /** @param {StartHandlers} handlers */
  listen(handlers) {
    const { view } = this;
    const start = (/** @type {MouseEvent} */ event) => {
      const box = view.over.getBoundingClientRect();
      return view.round(view.weights(event.clientX - box.left, event.clientY - box.top));
    };
    // A finger on the ball must not scroll the page; touch-action has no effect inside an SVG.
    this.ball.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false });
    /** @type {Weights} */
    let before = [];
    follow(view.over, {
      takes: (event) => Boolean(view.area && view.frame) && !view.pans(event),
      direct: (event) => inside(event, this.ball),
      begin: (event) => {
        before = view.frame?.choice.start ?? before;
        handlers.onHold();
        handlers.onStart(start(event));
        this.ball.focus(QUIETLY);
      },
      move: (event) => handlers.onStart(start(event)),
      end: () => handlers.onRelease(),
      cancel: () => {
        handlers.onStart(before);
        handlers.onRelease();
      },
    });
    this.ball.addEventListener("keydown", (event) => {
      const move = MOVES[event.key];
      if (event.ctrlKey || event.metaKey || event.altKey || !view.frame || !move) return;
      event.preventDefault();
      event.stopPropagation();
      const [dx, dy] = move,
        far = view.step * (event.shiftKey ? 1 : 10);
      const { start: from } = view.frame.choice;
      const moved = from.length === 1 ? [from[0] + (dx + dy) * far] : [from[0] + dx * far, from[1] + dy * far];
      handlers.onKey(view.round(moved));
    });
  }
}
