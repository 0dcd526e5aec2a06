// The loss as a surface, as Plotly is told of it.

/**
 * @import { Colours, Pair, Scene } from "../../types.js"
 * @import { Grid, HeightScale } from "../heights.js"
 */

/** The drawn box's height beside its sides, and how much of it is left free above the surface. */
export const HEIGHT = 0.5;
export const AIR = 1.06;

/** The surface, with lines of equal height. @param {Grid} grid @param {HeightScale} scale @param {Colours} colour */
export function surfaceOf({ xs, ys, z }, { low, high, up }, colour) {
  const size = (high - low) / 14 || 1;
  return {
    type: "surface",
    x: xs,
    y: ys,
    z: z.map((row) => row.map((q) => (Number.isFinite(q) ? up(q) : null))),
    showscale: false,
    hoverinfo: "skip",
    colorscale: [
      [0, colour("deep")],
      [1, colour("high")],
    ],
    cmin: low,
    cmax: high,
    opacity: 1,
    contours: { z: { show: true, start: low, end: high, size, color: colour("contour"), width: 1 } },
    lighting: { ambient: 0.85, diffuse: 0.35, specular: 0.05, roughness: 0.9 },
  };
}

/**
 * The box around it, without axes: they are drawn over it (axes.js).
 * @param {Scene} scene @param {HeightScale} scale @param {{width: number, height: number}} size
 * @param {object} camera
 */
export function layoutOf(scene, { low, high }, size, camera) {
  const axis = (/** @type {Pair} */ range) => ({
    title: { text: "" },
    range,
    showgrid: false,
    zeroline: false,
    showbackground: false,
    showspikes: false,
    showticklabels: false,
    tickvals: [],
    showline: false,
  });
  return {
    ...size,
    margin: { l: 0, r: 0, t: 0, b: 0 },
    showlegend: false,
    paper_bgcolor: "rgba(0,0,0,0)",
    uirevision: scene.key,
    scene: {
      xaxis: axis(scene.bounds[0]),
      yaxis: axis(scene.bounds[1]),
      zaxis: axis([low, low + AIR * (high - low)]),
      aspectmode: "manual",
      aspectratio: { x: 1, y: 1, z: HEIGHT },
      uirevision: scene.key,
      camera,
      dragmode: false,
    },
  };
}
