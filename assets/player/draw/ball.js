// What a ball looks like, wherever it is drawn.
import { whoIs } from "../choice.js";
import { svg } from "./svg.js";

/** @import { Choice, Colours } from "../types.js" */

/** The ball's radius in pixels: heavier with more momentum. @param {Choice} choice */
export function ballRadius({ method, alpha }) {
  return 9 + 11 * (method === "adam" ? 0.5 : alpha);
}

/**
 * The outline of a marker of "radius" r around a point: every method has a shape of its own.
 * @param {string} name @param {number} x @param {number} y @param {number} r
 */
export function outline(name, x, y, r) {
  if (name === "nesterov")
    return `M${x},${y - 1.25 * r}L${x + 1.25 * r},${y}L${x},${y + 1.25 * r}L${x - 1.25 * r},${y}Z`;
  if (name === "adam") return `M${x - r},${y - r}H${x + r}V${y + r}H${x - r}Z`;
  if (name === "buffer") return `M${x},${y - 1.2 * r}L${x + 1.2 * r},${y + 0.9 * r}H${x - 1.2 * r}Z`;
  return `M${x - r},${y}a${r},${r} 0 1 1 ${2 * r},0a${r},${r} 0 1 1 ${-2 * r},0Z`;
}

/** The ball's gloss: its method's colour, darker with more momentum. */
const gloss = {
  /** A gradient that a ball is filled with; its stops. @param {string} id @param {SVGDefsElement} defs */
  stops: (id, defs) => {
    const fill = svg("radialGradient", { id, cx: "35%", cy: "30%", r: "75%" }, defs);
    return ["0%", "22%", "62%", "100%"].map((offset) => svg("stop", { offset }, fill));
  },
  /** The colours of the stops. @param {Choice} choice @param {Colours} colour */
  tones: (choice, colour) => {
    const depth = 0.15 + 0.6 * (choice.method === "adam" ? 0.5 : choice.alpha);
    const name = whoIs(choice);
    const tone = `color-mix(in srgb, ${colour(name === "plain" ? "momentum" : name)}, `;
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

  /** @param {Choice} choice @param {Colours} colour */
  shade(choice, colour) {
    const tones = gloss.tones(choice, colour);
    if (this.tone === tones.join()) return;
    this.tone = tones.join();
    this.stops.forEach((stop, k) => {
      stop.style.stopColor = tones[k];
    });
  }
}
