// The views of a loss: the hill, or the contours from above, the surface in 3-D and the data. Where
// there is no room for all of them, a switch says which.

import { button, element, press } from "../draw/html.js";
import { setText } from "../draw/svg.js";
import { Contour } from "./contour.js";
import { Data } from "./data.js";
import { Hill } from "./hill.js";
import { Relief } from "./three/relief.js";

/**
 * @import { Frame, PlotlyApi, RunMap, Scene, Words } from "../types.js"
 * @import { StartHandlers } from "./hero.js"
 * @typedef {Hill | Contour | Relief | Data} View
 */

/** After a hand has rested so many milliseconds every view is up to date. */
const CATCH_UP = 60;

export class Views {
  /** @type {Scene | null} */
  scene = null;
  turn = 0;
  catchUp = 0;

  /** @param {HTMLElement} stage @param {Words} words @param {StartHandlers} handlers @param {() => void} onSwitch */
  constructor(stage, words, handlers, onSwitch) {
    this.stage = stage;
    this.missing = element("p", "missing");
    this.missing.setAttribute("role", "status");
    stage.classList.add("blank");
    stage.append(this.missing);
    const pane = (/** @type {string} */ name) => {
      const node = element("div", `pane ${name}`);
      stage.append(node);
      return node;
    };
    this.hill = new Hill(pane("hill"), words, handlers);
    this.contour = new Contour(pane("contour"), words, handlers);
    this.relief = new Relief(pane("relief"), words);
    this.fit = new Data(pane("fit"), words);
    this.all = [this.hill, this.contour, this.relief, this.fit];
    this.buttons = this.buildSwitch(words, onSwitch);
  }

  /** @param {Words} words @param {() => void} onSwitch */
  buildSwitch(words, onSwitch) {
    const { stage } = this;
    stage.dataset.show = "contour";
    stage.dataset.second = "fit";
    const buttons = /** @type {const} */ (["contour", "fit", "relief"]).map((name) => {
      const node = button(name, words.views[name], () => {
        stage.dataset.show = name;
        if (name !== "contour") stage.dataset.second = name;
        this.press();
        this.redraw();
        onSwitch();
      });
      press(node, name === "contour");
      return node;
    });
    const host = element("div", "switch");
    host.append(...buttons);
    stage.append(host);
    return buttons;
  }

  /** Which of the switch's views are shown: one, or beside the contours the second one. */
  press() {
    const { show, second } = this.stage.dataset;
    const both = this.scene?.data && this.buttons[0].offsetParent === null;
    for (const node of this.buttons) press(node, node.className === (both ? second : show));
  }

  /** The views of this loss that there is room for. @returns {[View, ...View[]]} */
  shown() {
    if (this.scene?.d !== 2) return [this.hill];
    return this.scene.data ? [this.contour, this.fit, this.relief] : [this.contour, this.relief];
  }

  /** Another loss. @param {Scene} scene */
  setScene(scene) {
    const { stage } = this;
    this.scene = scene;
    stage.classList.toggle("flat", scene.d === 2);
    stage.classList.toggle("blank", !this.able);
    if (scene.d === 1) this.setMissing("");
    stage.classList.toggle("fitted", Boolean(scene.data));
    if (!scene.data && stage.dataset.show === "fit") stage.dataset.show = "contour";
    this.press();
    for (const view of this.shown()) view.setScene(scene);
  }

  /** Why there is no picture. @param {string} text */
  setMissing(text) {
    setText(this.missing, text);
  }

  /** Whether there is all that it takes to draw this loss: a hill is drawn without Plotly. */
  get able() {
    return this.scene !== null && (this.scene.d === 1 || this.contour.able);
  }

  /** @param {PlotlyApi} Plotly */
  setPlotly(Plotly) {
    for (const view of [this.contour, this.relief]) view.Plotly = Plotly;
    this.stage.classList.toggle("blank", !this.able);
    this.redraw();
  }

  setTheme() {
    for (const view of this.all) view.setTheme();
  }

  /** The map of starts, over the view that shows where it begins. @param {RunMap | null} map */
  setBasin(map) {
    for (const view of [this.hill, this.contour]) view.setBasin(map);
  }

  /** What stands still is drawn again, as after a change of the size. */
  redraw() {
    for (const view of this.shown()) view.redrawStill();
  }

  /**
   * Draw one moment; `more` are drawings that belong to it. While something is held the first view
   * follows at every frame and the rest take turns, so that they never slow it; when the hand pauses
   * they catch up.
   * @param {Frame} frame @param {() => void} more
   */
  draw(frame, more) {
    const [first, ...others] = this.shown();
    first.draw(frame);
    const draws = [...others.map((view) => () => view.draw(frame)), more];
    clearTimeout(this.catchUp);
    const all = () => {
      for (const draw of draws) draw();
    };
    if (!frame.held) return all();
    this.turn = (this.turn + 1) % Math.max(draws.length, 2);
    draws[this.turn]?.();
    this.catchUp = setTimeout(all, CATCH_UP);
  }

  stop() {
    clearTimeout(this.catchUp);
    this.relief.clear();
  }
}
