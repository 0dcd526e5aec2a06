// SVG elements, and the sizes of texts and of views.

/** @typedef {Record<string, string | number>} Attributes */

/** A path of which nothing is seen. */
export const NOWHERE = "M-9,-9";
const SVG = "http://www.w3.org/2000/svg";

/**
 * Make an SVG element.
 * @template {keyof SVGElementTagNameMap} Name
 * @param {Name} name @param {Attributes} attributes @param {Element | null} parent
 * @returns {SVGElementTagNameMap[Name]}
 */
export function svg(name, attributes = {}, parent = null, text = "") {
  const node = document.createElementNS(SVG, name);
  set(node, attributes);
  if (text) node.textContent = text;
  parent?.append(node);
  return node;
}

/**
 * Draw all that is in a group anew, from behind to the front. To make an element costs as much as to
 * move ten, so those of the same kind and class that are there are used again; each kind and class
 * always has the same attributes.
 * @template {keyof SVGElementTagNameMap} Name
 * @param {Element} group @param {readonly (readonly [Name, Attributes, string?])[]} drawn
 */
export function redraw(group, drawn) {
  for (const [i, [name, attributes, text]] of drawn.entries()) {
    const there = group.children[i];
    if (there?.localName === name && there.getAttribute("class") === (attributes.class ?? null)) {
      set(there, attributes);
      if (text !== undefined) setText(there, text);
    } else {
      const node = svg(name, attributes, null, text);
      if (there) there.replaceWith(node);
      else group.append(node);
    }
  }
  while (group.children.length > drawn.length) group.lastElementChild?.remove();
  return /** @type {SVGElementTagNameMap[Name][]} */ ([...group.children]);
}

/** Set some attributes of an element. @param {Element} node @param {Attributes} attributes */
export function set(node, attributes) {
  for (const key in attributes) node.setAttribute(key, String(attributes[key]));
}

/** Show or hide an element. @param {HTMLElement | SVGElement} node @param {boolean} visible */
export function show(node, visible) {
  node.style.display = visible ? "" : "none";
}

/**
 * Set a text, if it is another one. A new node would have the whole page laid out anew, so a text
 * that is there is changed in place: at every picture that is a tenth of the time.
 * @param {Node} node @param {string} text
 */
export function setText(node, text) {
  if (node.textContent === text) return;
  const [only, more] = node.childNodes;
  if (only instanceof Text && !more && text) only.data = text;
  else node.textContent = text;
}

const pen = canvasPen(document.createElement("canvas"));
/** @type {Map<string, number>} */
const widths = new Map();

/** What draws on a canvas. @param {HTMLCanvasElement} canvas @param {CanvasRenderingContext2DSettings} options */
export function canvasPen(canvas, options = {}) {
  const context = canvas.getContext("2d", options);
  if (!context) throw new Error("This browser draws on no canvas.");
  return context;
}

/**
 * The width of a text in pixels, with a little room.
 * @param {string} text @param {number} size @param {number} weight @param {string} family
 */
export function textWidth(text, size, weight, family) {
  const key = `${size} ${weight} ${family} ${text}`;
  const known = widths.get(key);
  if (known !== undefined) return known;
  if (widths.size > 2000) widths.clear();
  pen.font = `${weight} ${size}px ${family}`;
  const width = pen.measureText(text).width * 1.04 + 2;
  widths.set(key, width);
  return width;
}

/** How much larger everything is than on a laptop: the root's type grows with the window (page.css). */
export function growth() {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16 || 1;
}

/** How much larger type is than usual: with the window, and for a projector twice. @param {Element} host */
export function typeScale(host) {
  return growth() * (host.closest(".projector") ? 2 : 1);
}

/** The size of a view in whole pixels: Plotly draws in no other. @param {Element} host */
export function sizeOf(host) {
  const { width, height } = host.getBoundingClientRect();
  return { width: Math.floor(width), height: Math.floor(height) };
}
