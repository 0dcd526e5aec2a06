// The first words to somebody who comes for the first time, by a link that says nothing: a question in
// the formula's place and one button on the stage. The run answers; then the formula takes its place.
import { button, element } from "../draw/html.js";
import { setText } from "../draw/svg.js";

/**
 * @import { Words } from "../types.js"
 * @import { Clock } from "../core/clock.js"
 * @typedef {{onGo: () => void, onAsk: (on: boolean) => void}} IntroHandlers that the button was pressed; whether the
 *   question is open, and nothing of the page may answer it
 * @typedef {{mark: (name: string, on: boolean) => void, intro: HTMLElement, stage: HTMLElement, words: HTMLElement}} Ground
 */

/** At which step of the opening run the ball is over the hump, and by which one has been told. */
const OVER = 8,
  TOLD = 24;

export class Intro {
  /** Whether a visitor is being greeted. */
  open = false;

  /** @param {Ground} places @param {Words["intro"]} words @param {Clock} clock @param {IntroHandlers} handlers */
  constructor(places, words, clock, { onGo, onAsk }) {
    this.places = places;
    this.onAsk = onAsk;
    this.words = words;
    this.clock = clock;
    this.lines = [element("span"), element("span")];
    const text = element("p", "question");
    text.append(...this.lines);
    text.setAttribute("aria-live", "polite");
    this.text = text;
    this.go = button("go", words.go, onGo);
    // In the words' place and look, so that nothing moves when the run is told there.
    this.hints = element("div", "hints");
    for (const [name, hint] of [
      ["ball momentum", words.ball],
      ["plain", words.plain],
    ]) {
      const line = element("p", `sentence ${name}`, hint);
      line.dataset.shape = "circle";
      this.hints.append(line);
    }
  }

  /** Greet. */
  begin() {
    this.open = true;
    this.say(this.words.sentence, this.words.question);
    this.places.intro.append(this.text);
    this.places.stage.append(this.go);
    this.places.words.append(this.hints);
    this.places.mark("greeting", true);
    this.ask(true);
  }

  /** @param {boolean} on */
  ask(on) {
    this.places.mark("asking", on);
    this.onAsk(on);
  }

  /** @param {string} first @param {string} second */
  say(first, second) {
    setText(this.lines[0], first);
    setText(this.lines[1], second);
  }

  /** What the clock and the visitor's hand make of it. @param {boolean} touched whether something else is being chosen */
  look(touched) {
    if (!this.open) return;
    const { playing, step } = this.clock;
    if (touched || step >= TOLD || (!playing && step > 0)) return this.end();
    if (!playing && step === 0) return;
    this.ask(false);
    this.leave();
    if (step >= OVER) this.say(this.words.answer, this.words.other);
  }

  /** Nothing more is asked. */
  leave() {
    this.go.remove();
    this.hints.remove();
  }

  /** The formula has its place again. */
  end() {
    this.open = false;
    this.text.remove();
    this.leave();
    this.places.mark("greeting", false);
    this.ask(false);
  }
}
