// A number on the page that is a control: dragged sideways along what it can be set to, moved by the
// arrow keys, and typed after a click, Enter or a digit.
import { neighbour } from "../core/grid.js";
import { follow } from "./drag.js";

/**
 * @typedef {{free: () => boolean, grid: () => number[], value: () => number,
 *            onHold: () => void, onMove: (value: number) => void, onRelease: () => void,
 *            onKey: (value: number) => void, onType: (text: string) => void}} Slide
 *   free: whether it may be changed now; onType: it is to be typed, beginning with a text
 */

/** So many pixels are one stop, and make a press a drag; a finger is not as steady. */
const PIXELS = 5,
  FINGER = 8;

/** Whether a key is held down with another one, as a browser's own. @param {KeyboardEvent} event */
const foreign = (event) => event.ctrlKey || event.metaKey || event.altKey;

/** @param {HTMLElement} node @param {Slide} slide */
export function slide(node, { free, grid, value, onHold, onMove, onRelease, onKey, onType }) {
  let from = 0,
    first = 0,
    dragged = false;
  follow(node, {
    takes: free,
    begin: (event) => {
      [from, first, dragged] = [event.clientX, value(), false];
      node.focus({ preventScroll: true });
      onHold();
    },
    move: (event) => {
      const far = event.clientX - from;
      dragged ||= Math.abs(far) >= (event.pointerType === "touch" ? FINGER : PIXELS);
      const move = dragged ? Math.round(far / PIXELS) : 0;
      if (dragged) onMove(move === 0 ? first : neighbour(grid(), first, move));
    },
    end: () => {
      onRelease();
      if (!dragged) onType("");
    },
    cancel: onRelease,
  });
  node.addEventListener("keydown", (event) => {
    if (foreign(event) || !free()) return;
    const move = moves(grid().length)[event.key];
    const typed = typedBy(event);
    if (!move && typed === null) return;
    event.preventDefault();
    event.stopPropagation();
    if (typed === null) onKey(neighbour(grid(), value(), move));
    else onType(typed);
  });
}

/** How many stops a key goes. @param {number} all @returns {Record<string, number>} */
function moves(all) {
  return {
    ArrowLeft: -1,
    ArrowDown: -1,
    ArrowRight: 1,
    ArrowUp: 1,
    PageDown: -10,
    PageUp: 10,
    Home: -all,
    End: all,
  };
}

/** What somebody begins to type by a key; null: nothing. @param {KeyboardEvent} event */
export function typedBy(event) {
  if (foreign(event)) return null;
  if (event.key === "Enter") return "";
  return /^[\d.,\-\u2212]$/.test(event.key) ? event.key : null;
}
