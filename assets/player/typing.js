// A number that is typed: what it may be, what is said of one that it may not, and how it is chosen.
import { exactly, fill, number, THOUSAND, typedNumber } from "./core/numbers.js";
import { Field } from "./draw/field.js";

/**
 * @import { Choice, Scene, Typed, Words } from "./types.js"
 * @typedef {{scene: () => Scene | null, choice: () => Choice, first: () => boolean, again: () => void,
 *            enter: (change: Partial<Choice>) => void}} Stage
 *   whoever shows it; first: stand at the first step, from now on: whether the clock was running; again: let it
 */

/** A limit is as exact as what it is held against, but 1e16 is easier to read than all its zeros. @param {number} x */
const limit = (x) => (Math.abs(x) < 1e6 ? exactly(x) : number(x));

export class Typing {
  field = new Field();
  /** What the number is that is being typed. */
  is = () => "";
  /** Whether the clock was running before. */
  ran = false;

  /** @param {Words["typing"]} words @param {Stage} stage */
  constructor(words, stage) {
    this.words = words;
    this.stage = stage;
  }

  /** Ask for a number. @param {Typed} typed */
  open({ name, axis = 0, text, opener, anchors }) {
    const scene = this.stage.scene();
    if (!scene) return;
    if (name === "start") this.ran = this.stage.first();
    const [low, high] = scene.limits[name][axis];
    const called = fill(this.words.names[name === "start" && scene.d > 1 ? "startOf" : name], {
      name: scene.names[axis],
    });
    this.is = () => String([this.stage.choice()[name]].flat()[axis]);
    this.field.open({
      opener,
      anchor: anchors[axis],
      label: called,
      // A telephone's keys for numbers have no minus.
      mode: name === "steps" ? "numeric" : low < 0 ? "text" : "decimal",
      text: this.is(),
      typed: text,
      take: (typed) => {
        const value = typedNumber(typed);
        const legal = low <= value && value <= high && (name !== "steps" || Number.isInteger(value));
        if (!legal) return this.refusal(typed.trim(), { whole: name === "steps", name: called, low, high });
        this.enter(name, axis, value);
        return "";
      },
      next:
        name === "start" && axis + 1 < scene.d
          ? () => this.open({ name, axis: axis + 1, text: "", opener, anchors })
          : undefined,
    });
  }

  /** Why a text is no number, or not one that it may be. @param {string} text @param {{whole: boolean, name: string, low: number, high: number}} what */
  refusal(text, { whole, name, low, high }) {
    const { words } = this;
    if (!whole && THOUSAND.test(text)) {
      return fill(words.two, { text, small: text.replace(",", "."), large: text.replace(",", "") });
    }
    return fill(words[whole ? "whole" : "number"], { text, name, low: limit(low), high: limit(high) });
  }

  /** @param {Typed["name"]} name @param {number} axis @param {number} value */
  enter(name, axis, value) {
    const { choice, enter, again } = this.stage;
    if (name !== "start") return enter({ [name]: value });
    enter({ start: choice().start.map((x, i) => (i === axis ? value : x)) });
    if (this.ran) again();
  }

  /** What is typed counts no more where the number has become another one meanwhile. */
  look() {
    const { field } = this;
    if (!field.asked) return;
    if (!field.input.isConnected || this.is() !== field.asked.text) field.close();
    else field.place();
  }
}
