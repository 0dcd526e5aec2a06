// One pointer that presses, drags and lets go: a mouse, a pen or a finger.

/** A finger that goes so far sideways drags; any other one may be about to scroll the page. */
const SLOP = 8;

/** What is pressed gets the focus: the page stays where it is, and no ring is drawn. */
export const QUIETLY = { preventScroll: true, focusVisible: false };

/** Whether something happened in a node. @param {Event} event @param {Node} node */
export function inside({ target }, node) {
  return target instanceof Node && node.contains(target);
}

/** @typedef {(event: PointerEvent) => void} Told */

/**
 * @param {GlobalEventHandlers & Element} node
 * @param {{takes?: (event: PointerEvent) => boolean, direct?: (event: PointerEvent) => boolean,
 *          sideways?: () => boolean, begin: Told, move: Told, end: Told, cancel?: Told}} handlers
 *   takes: whether a press is meant for this; direct: whether a finger drags at once there. Elsewhere
 *   it has to tap, or to move sideways where that counts; what it began is cancelled when the browser
 *   scrolls after all.
 */
export function follow(
  node,
  { takes = () => true, direct = () => true, sideways = () => true, begin, move, end, cancel = end },
) {
  /** @type {number | null} */
  let held = null;
  /** @type {PointerEvent | null} */
  let waiting = null;
  /** A finger that has been lifted where it came down. @type {PointerEvent | null} */
  let lifted = null;
  /** @type {Told} */
  const start = (event) => {
    held = event.pointerId;
    waiting = null;
    begin(event);
  };
  /** @type {Told} */
  const capture = (event) => {
    node.setPointerCapture(event.pointerId);
    start(event);
  };
  node.addEventListener("pointerdown", (event) => {
    lifted = null;
    if (event.button !== 0 || held !== null || !takes(event)) return;
    if (event.pointerType === "touch" && !direct(event)) {
      waiting = event;
      return;
    }
    capture(event);
    event.preventDefault();
  });
  node.addEventListener("pointermove", (event) => {
    if (waiting && event.pointerId === waiting.pointerId) {
      const [dx, dy] = [event.clientX - waiting.clientX, event.clientY - waiting.clientY].map(Math.abs);
      if (dx <= SLOP || dx <= dy) return;
      if (sideways()) capture(event);
      else waiting = null;
    } else if (event.pointerId === held) move(event);
  });
  /** @param {Told} finish @returns {Told} */
  const over = (finish) => (event) => {
    waiting = null;
    if (event.pointerId !== held) return;
    held = null;
    finish(event);
  };
  node.addEventListener("pointerup", (event) => {
    if (event.pointerId === waiting?.pointerId) lifted = event;
  });
  // A touch that only stops a page on its way is no click.
  node.addEventListener("click", () => {
    if (!lifted) return;
    const tap = lifted;
    lifted = null;
    start(tap);
    over(end)(tap);
  });
  node.addEventListener("pointerup", over(end));
  node.addEventListener("pointercancel", over(cancel));
}
