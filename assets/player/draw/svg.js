// SVG elements, and the sizes of texts and of views.

const SVG = "http://www.w3.org/2000/svg";

/** Make an SVG element. */
export function svg(name, attributes = {}, parent = null, text = "") {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  if (text) node.textContent = text;
  parent?.append(node);
  return node;
}

/** Set some attributes of an element. */
export function set(node, attributes) {
  for (const key in attributes) node.setAttribute(key, attributes[key]);
}

/** Show or hide an element. */
export function show(node, visible) {
  node.style.display = visible ? "" : "none";
}

const pen = document.createElement("canvas").getContext("2d");
const widths = new Map();

/** The width of a text in pixels, with a little room. */
export function textWidth(text, size, weight, family) {
  const key = `${size} ${weight} ${family} ${text}`;
  if (!widths.has(key)) {
    if (widths.size > 2000) widths.clear();
    pen.font = `${weight} ${size}px ${family}`;
    widths.set(key, pen.measureText(text).width * 1.04 + 2);
  }
  return widths.get(key);
}

/** How much larger type is than usual: for a projector twice. */
export function typeScale(host) {
  return host.closest(".projector") ? 2 : 1;
}

/** The size of a view in whole pixels: Plotly draws in no other. */
export function sizeOf(host) {
  const { width, height } = host.getBoundingClientRect();
  return { width: Math.floor(width), height: Math.floor(height) };
}
