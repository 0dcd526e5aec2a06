// What a ball looks like, wherever it is drawn.
import { methodOf } from "../core/methods.js";
import { svg } from "./svg.js";

/** @import { Choice, Colours, Scene, Shape } from "../types.js" */

/** How heavy a ball looks, 0 to 1: its α, or half where there is none. @param {Scene} scene @param {Choice} choice */
function weight(scene, { method, alpha }) {
  return methodOf(scene, method).hasAlpha ? alpha : 0.5;
}

/** The ball's radius in pixels: heavier with more momentum. @param {Scene} scene @param {Choice} choice */
export function ballRadius(scene, choice) {
  return 9 + 11 * weight(scene, choice);
}

/** @type {Record<Shape, (x: number, y: number, r: number) => string>} */
const OUTLINES = {
  circle: (x, y, r) => `M${x - r},${y}a${r},${r} 0 1 1 ${2 * r},0a${r},${r} 0 1 1 ${-2 * r},0Z`,
  diamond: (x, y, r) => `M${x},${y - 1.25 * r}L${x + 1.25 * r},${y}L${x},${y + 1.25 * r}L${x - 1.25 * r},${y}Z`,
  square: (x, y, r) => `M${x - r},${y - r}H${x + r}V${y + r}H${x - r}Z`,
  cross: (x, y, r) => {
    const [near, out] = [0.45 * r, 0.8 * r];
    const [wide, back] = [2 * near, -2 * near];
    return `M${x - near},${y - near}v${-out}h${wide}v${out}h${out}v${wide}h${-out}v${out}h${back}v${-out}h${-out}v${back}Z`;
  },
  triangle: (x, y, r) => `M${x},${y - 1.2 * r}L${x + 1.2 * r},${y + 0.9 * r}H${x - 1.2 * r}Z`,
};

/**
 * The outline of a marker of "radius" r around a point: every method has a shape of its own.
 * @param {Shape} shape @param {number} x @param {number} y @param {number} r
 */
export function outline(shape, x, y, r) {
  return OUTLINES[shape](x, y, r);
}

/** The ball's gloss: its method's colour, darker with more momentum. */
const gloss = {
  /** A gradient that a ball is filled with; its stops. @param {string} id @param {SVGDefsElement} defs */
  stops: (id, defs) => {
    const fill = svg("radialGradient", { id, cx: "35%", cy: "30%", r: "75%" }, defs);
    return ["0%", "22%", "62%", "100%"].map((offset) => svg("stop", { offset }, fill));
  },
  /** The colours of the stops. @param {Scene} scene @param {Choice} choice @param {Colours} colour */
  tones: (scene, choice, colour) => {
    const depth = 0.15 + 0.6 * weight(scene, choice);
    const tone = `color-mix(in srgb, ${colour(methodOf(scene, choice.method).colour)}, `;
    return [
      `${tone}#fff 88%)`,
      `${tone}#fff ${Math.round(40 - 32 * depth)}%)`,
      `${tone}#000 ${Math.round(22 * depth)}%)`,
      `${tone}#000 ${Math.round(20 + 42 * depth)}%)`,
    ];
  },
};

/** A ball's gloss that is made anew only where its choice or the theme is another one. */
export class Gloss {
  /** @param {string} id @param {SVGDefsElement} defs */
  constructor(id, defs) {
    this.stops = gloss.stops(id, defs);
    this.tone = "";
  }

  /** @param {Scene} scene @param {Choice} choice @param {Colours} colour */
  shade(scene, choice, colour) {
    const tones = gloss.tones(scene, choice, colour);
    if (this.tone === tones.join()) return;
    this.tone = tones.join();
    this.stops.forEach((stop, k) => {
      stop.style.stopColor = tones[k];
    });
  }
}
