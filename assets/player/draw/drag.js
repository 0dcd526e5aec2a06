// One pointer that presses, drags and lets go: a mouse, a pen or a finger.

/** A finger that goes so far sideways drags; any other one may be about to scroll the page. */
const SLOP = 8;

/**
 * @param {Element} node
 * @param {{takes?: (event: PointerEvent) => boolean, direct?: (event: PointerEvent) => boolean,
 *          begin: Function, move: Function, end: Function, cancel?: Function}} handlers
 *   takes: whether a press is meant for this; direct: whether a finger drags at once there. Elsewhere
 *   it has to tap, or to move sideways; what it began is cancelled when the browser scrolls after all.
 */
export function follow(node, { takes = () => true, direct = () => true, begin, move, end, cancel = end }) {
  let held = null, waiting = null;
  const start = (event) => {
    held = event.pointerId;
    waiting = null;
    begin(event);
  };
  const capture = (event) => {
    node.setPointerCapture(event.pointerId);
    start(event);
  };
  node.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || held !== null || !takes(event)) return;
    if (event.pointerType === "touch" && !direct(event)) { waiting = event; return; }
    capture(event);
    event.preventDefault();
  });
  node.addEventListener("pointermove", (event) => {
    if (event.pointerId === waiting?.pointerId) {
      const [dx, dy] = [event.clientX - waiting.clientX, event.clientY - waiting.clientY].map(Math.abs);
      if (dx > SLOP && dx > dy) capture(event);
    } else if (event.pointerId === held) move(event);
  });
  const over = (finish) => (event) => {
    waiting = null;
    if (event.pointerId !== held) return;
    held = null;
    finish(event);
  };
  node.addEventListener("pointerup", (event) => { if (event.pointerId === waiting?.pointerId) start(event); });
  node.addEventListener("pointerup", over(end));
  node.addEventListener("pointercancel", over(cancel));
}
