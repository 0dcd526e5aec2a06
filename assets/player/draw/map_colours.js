// Maps as pictures: every minimum has a tone, quick runs a strong one; other ends have a pattern.

import { canvasPen } from "./svg.js";

/** @import { Colours, RunMap, StationaryPoint } from "../types.js" */
/** @typedef {[number, number, number]} Channels red, green and blue */

const TONES = 8;
/** Where tones are used again it is with paper between: whether there, in pixels of the screen. */
/** @type {Record<string, (x: number, y: number) => boolean>} */
const TEXTURES = {
  "": () => false,
  banded: (_x, y) => y % 4 < 2,
  barred: (x) => x % 4 < 2,
  checked: (x, y) => x % 4 < 2 === y % 4 < 2,
};
/** Bytes of a map that are no minimum's index: see runs/maps.py. */
export const ELSEWHERE = 255;
export const BALANCED = 254;
export const ROLLING = 253;
export const ESCAPED = 252;
export const UNDEFINED = 251;
export const QUIET = 249;
/** In the predicted map: where it rests soonest, and where it can't rest. */
const FASTEST = 254,
  UNSTABLE = 255;

/** How the minimum of a rank looks, on a map and in its key: the classes of its sample. @param {number} rank */
export function look(rank) {
  const textures = Object.keys(TEXTURES);
  return [`place${rank % TONES}`, textures[Math.floor(rank / TONES) % textures.length]];
}

/** "#RRGGBB" as three numbers. @param {string} colour @returns {Channels} */
function channels(colour) {
  const channel = (/** @type {number} */ k) => parseInt(colour.slice(k, k + 2), 16);
  return [channel(1), channel(3), channel(5)];
}

/** @param {Channels} a @param {Channels} b @param {number} part @returns {Channels} */
function mix([r, g, b], [r1, g1, b1], part) {
  return [r + part * (r1 - r), g + part * (g1 - g), b + part * (b1 - b)];
}

/**
 * A map as a picture of width × height device pixels, its first row at the bottom.
 * @param {RunMap} map @param {number} width @param {number} height @param {Colours} colour
 * @param {StationaryPoint[]} points @param {number} fine device pixels a CSS pixel
 */
export function paint(map, width, height, colour, points, fine) {
  const image = new ImageData(width, height);
  const paper = channels(colour("paper")),
    ink = channels(colour("quiet"));
  const minima = points.flatMap((p, k) => (p.kind === "minimum" || p.kind === "floor" ? [k] : []));
  const looks = minima.map((_, rank) => {
    const [tone, texture] = look(rank);
    return { tone: channels(colour(tone)), bare: TEXTURES[texture] };
  });
  const first = channels(colour(look(0)[0]));
  const steps = map.steps ?? new Uint16Array();
  let [soonest, latest] = [Infinity, 1];
  steps.forEach((s, cell) => {
    if (map.ends[cell] < QUIET) [soonest, latest] = [Math.min(soonest, s), Math.max(latest, s)];
  });
  const [least, most] = [Math.log1p(soonest), Math.log1p(latest)];
  /** @param {number} cell @param {number} x @param {number} y @returns {Channels} */
  const shade = (cell, x, y) => {
    const end = map.ends[cell];
    if (map.kind === "predicted") {
      if (end === UNSTABLE) return (x + y) % (6 * fine) < 1.5 * fine ? ink : mix(paper, ink, 0.2);
      return mix(paper, first, 0.15 + 0.85 * (end / FASTEST));
    }
    if (end === ESCAPED) return (x + y) % (6 * fine) < 1.5 * fine ? ink : mix(paper, ink, 0.2);
    if (end === UNDEFINED) return (x - y + 6000) % (6 * fine) < 1.5 * fine ? ink : paper;
    if (end === ROLLING) return x % (5 * fine) < 1.5 * fine && y % (5 * fine) < 1.5 * fine ? ink : paper;
    if (end === BALANCED) return ink;
    if (end === ELSEWHERE) return mix(paper, ink, 0.5);
    if (end === QUIET) return mix(paper, ink, 0.75);
    const quick = (most - Math.log1p(steps[cell])) / (most - least || 1);
    const { tone, bare } = looks[minima.indexOf(end)] ?? { tone: ink, bare: TEXTURES[""] };
    return mix(paper, tone, (0.35 + 0.65 * quick) * (bare(x / fine, y / fine) ? 0.25 : 1));
  };
  for (let y = 0; y < height; y++) {
    const row = Math.min(Math.floor(((height - 1 - y + 0.5) / height) * map.rows), map.rows - 1);
    for (let x = 0; x < width; x++) {
      const column = Math.min(Math.floor(((x + 0.5) / width) * map.columns), map.columns - 1);
      const [r, g, b] = shade(row * map.columns + column, x, y);
      const at = 4 * (y * width + x);
      image.data[at] = r;
      image.data[at + 1] = g;
      image.data[at + 2] = b;
      image.data[at + 3] = 255;
    }
  }
  return image;
}

/**
 * Paint a map onto a canvas of a size in CSS pixels.
 * @param {HTMLCanvasElement} canvas @param {RunMap} map @param {number} width @param {number} height
 * @param {Colours} colour @param {StationaryPoint[]} points
 */
export function paintOn(canvas, map, width, height, colour, points) {
  const fine = globalThis.devicePixelRatio || 1;
  const [w, h] = [Math.max(Math.round(width * fine), 1), Math.max(Math.round(height * fine), 1)];
  Object.assign(canvas, { width: w, height: h });
  canvasPen(canvas, { willReadFrequently: true }).putImageData(paint(map, w, h, colour, points, fine), 0, 0);
}
