// Zoom and pan of the picture from above: buttons, Ctrl and the wheel or two fingers, Shift and a drag.
import { follow } from "../draw/drag.js";
import { button, element } from "../draw/html.js";

/**
 * @import { Weights } from "../types.js"
 * @import { Contour } from "./contour.js"
 */

/** A button's factor; how many times closer than the window one may look, and from how much further away. */
const FACTOR = 1.5;
const CLOSEST = 200;
const FURTHEST = 4;

/** Let a picture be zoomed. @param {Contour} view */
export function zoomable(view) {
  view.host.parentElement?.append(buttons(view));
  view.over.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey || !view.area) return;
      event.preventDefault();
      const box = view.over.getBoundingClientRect();
      zoom(view, Math.exp(event.deltaY / 300), view.weights(event.clientX - box.left, event.clientY - box.top));
    },
    { passive: false },
  );
  let from = { x: 0, y: 0, ranges: view.ranges };
  follow(view.over, {
    takes: (event) => view.pans(event),
    begin: (event) => {
      from = { x: event.clientX, y: event.clientY, ranges: view.ranges };
    },
    move: (event) => {
      const dx = (event.clientX - from.x) / view.units[0];
      const dy = (event.clientY - from.y) / view.units[1];
      const [[x0, x1], [y0, y1]] = from.ranges;
      view.look([
        [x0 - dx, x1 - dx],
        [y0 + dy, y1 + dy],
      ]);
    },
    end: () => {},
  });
}

/** @param {Contour} view */
function buttons(view) {
  const tools = element("div", "tools");
  const tool = (
    /** @type {string} */ text,
    /** @type {"zoomIn" | "zoomOut" | "zoomAll"} */ name,
    /** @type {() => void} */ action,
  ) => {
    const node = button("", text, action);
    node.title = view.words.zoom[name];
    node.setAttribute("aria-label", view.words.zoom[name]);
    tools.append(node);
  };
  tool("+", "zoomIn", () => zoom(view, 1 / FACTOR, centre(view)));
  tool("−", "zoomOut", () => zoom(view, FACTOR, centre(view)));
  tool("⤢", "zoomAll", () => view.look(view.scene.bounds));
  return tools;
}

/** @param {Contour} view @param {number} factor @param {Weights} around what stays where it is */
function zoom(view, factor, around) {
  const [[low, high]] = view.ranges;
  const [[least, most]] = view.scene.bounds;
  const span = (high - low) * factor;
  const whole = most - least;
  if (span < whole / CLOSEST || span > whole * FURTHEST) return;
  view.look(
    view.ranges.map(([a, b], i) => [around[i] + (a - around[i]) * factor, around[i] + (b - around[i]) * factor]),
  );
}

/** What the buttons keep in its place: the ball where it is seen, else the middle. @param {Contour} view */
function centre(view) {
  const { frame, ranges } = view;
  const w = frame ? view.between(frame.balls[0].run, frame.t).w : [];
  const seen = w.length > 0 && w.every((x, i) => x >= ranges[i][0] && x <= ranges[i][1]);
  return seen ? w : ranges.map(([a, b]) => (a + b) / 2);
}
