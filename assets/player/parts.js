// The parts of the stage, each in its place: the panels and the views, and what is done when something
// is pressed or dragged in one of them.
import { Chart } from "./panels/chart.js";
import { Formula } from "./panels/formula.js";
import { Help } from "./panels/help.js";
import { Intro } from "./panels/intro.js";
import { Legend } from "./panels/legend.js";
import { Lesson } from "./panels/lesson.js";
import { Maps } from "./panels/map.js";
import { Notices } from "./panels/notices.js";
import { Sentences } from "./panels/sentences.js";
import { Sum } from "./panels/sum.js";
import { Transport } from "./panels/transport.js";
import { Typing } from "./typing.js";
import { Views } from "./views/views.js";

/**
 * @import { Handlers } from "./types.js"
 * @import { Player } from "./player.js"
 */

/** Make them all. @param {Player} player */
export function makeParts(player) {
  const { root, places, words, host, clock, talk } = player;
  const typing = new Typing(words.typing, {
    scene: () => player.scene,
    choice: () => talk.choice,
    first: () => {
      const { playing } = clock;
      clock.seek(0);
      return playing;
    },
    again: () => clock.restart(),
    enter: (change) => talk.enter(change),
  });
  /** @type {Handlers} */
  const handlers = {
    onHold: () => talk.hold(),
    onRelease: () => talk.release(),
    onChange: (change) => talk.choose(change),
    onKey: (change) => talk.typed(change),
    onType: (typed) => typing.open(typed),
  };
  const formula = new Formula(places.formula, words, handlers);
  const views = makeViews(player, handlers);
  const lesson = new Lesson(player, words.lesson);
  const help = new Help(root, words.help);
  return {
    formula,
    views,
    typing,
    lesson,
    help,
    legend: new Legend(places.legend, words, (race) => talk.typed({ race })),
    transport: new Transport(places.transport, words, clock, {
      onView: (change) => player.watch(change),
      onCopy: () => player.copy(),
      onHelp: () => help.show(),
      onType: handlers.onType,
    }),
    intro: new Intro(places, words.intro, clock, { onGo: () => player.go(), onAsk: (on) => host.asks(on) }),
    notices: new Notices(places.notices, words),
    chart: new Chart(places.losses, words, (step) => clock.seek(step)),
    maps: new Maps(places.maps, places.stage, words.maps, {
      ...handlers,
      onWant: (want) => !talk.offline && host.want(want),
      onStale: (name, stale) => places.mark(`stale-${name}`, stale),
      onBasin: (map) => views.setBasin(map),
    }),
    written: new Sentences(places.sentences, places.spoken, words),
    sum: new Sum(places.stage),
  };
}

/** The views; another start is seen from its first step. @param {Player} player @param {Handlers} handlers */
function makeViews(player, handlers) {
  const { places, words, clock, talk } = player;
  const own = {
    ...handlers,
    onStart: (/** @type {number[]} */ start) => {
      clock.t = 0;
      talk.choose({ start });
    },
    onKey: (/** @type {number[]} */ start) => {
      clock.t = 0;
      talk.typed({ start });
    },
  };
  return new Views(places.stage, words, own, () => player.draw());
}
