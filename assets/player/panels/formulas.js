// What each formula is made of: the methods', and a lesson's as far as it has grown.

/** @import { Choice } from "../types.js" */

/**
 * [name of the term or "" for a sign, its symbol, its colour].
 * @typedef {[TermName | "", string, string?]} Part
 * @typedef {"next" | "w" | "eta" | "gradient" | "alpha" | "update" | "something" | "mean" | "spread"} TermName
 */

/** @type {Part[]} */
const HEAD = [
  ["next", "<i>w</i>", "ink"],
  ["", "←"],
  ["w", "<i>w</i>", "ink"],
  ["", "−"],
  ["eta", "<i>η</i>", "blue"],
];
/** @type {Part[]} */
const CARRY = [
  ["", "+"],
  ["alpha", "<i>α</i>", "orange"],
  ["update", "Δ<i>w</i>", "orange"],
];
/** What each method's formula is made of. @type {Record<string, Part[]>} */
export const FORMULAS = {
  momentum: [...HEAD, ["gradient", "∇<i>Q</i>(<i>w</i>)", "blue"], ...CARRY],
  nesterov: [...HEAD, ["gradient", "∇<i>Q</i>(<i>w</i> + <i>α</i>Δ<i>w</i>)", "blue"], ...CARRY],
  "momentum batch": [...HEAD, ["gradient", "∇<i>Q</i><sub>B</sub>(<i>w</i>)", "blue"], ...CARRY],
  "nesterov batch": [...HEAD, ["gradient", "∇<i>Q</i><sub>B</sub>(<i>w</i> + <i>α</i>Δ<i>w</i>)", "blue"], ...CARRY],
  "momentum one": [...HEAD, ["gradient", "∇<i>Q<sub>i</sub></i>(<i>w</i>)", "blue"], ...CARRY],
  "nesterov one": [...HEAD, ["gradient", "∇<i>Q<sub>i</sub></i>(<i>w</i> + <i>α</i>Δ<i>w</i>)", "blue"], ...CARRY],
  adam: [...HEAD, ["mean", "<i>m̂</i>", "blue"], ["", "/"], ["spread", "(√<i>v̂</i> + <i>ε</i>)", "blue"]],
};

const GROWN = FORMULAS.momentum;
/** @param {string} gradient @returns {Part[]} */
const printed = (gradient) => [GROWN[0], ["", ":="], ...GROWN.slice(2, 5), ["gradient", gradient, "blue"], ...CARRY];
/**
 * The formula as far as a lesson has it. What comes later leaves its place empty, and what is in
 * sight stays where it is.
 * @type {Record<string, Part[]>}
 */
const GROWING = {
  something: [...GROWN.slice(0, 3), ["", "+"], ["something", "<i>something</i>", "ink"]],
  gradient: [...GROWN.slice(0, 4), ["eta", "<i>η</i>", "blue later"], GROWN[5]],
  eta: GROWN.slice(0, 6),
  momentum: GROWN,
  wikipedia: printed("∇<i>Q<sub>i</sub></i>(<i>w</i>)"),
  whole: printed("∇<i>Q</i>(<i>w</i>)"),
  batch: printed("∇<i>Q</i><sub>B</sub>(<i>w</i>)"),
};
/** As Wikipedia prints it, with the gradient of one observation, of all, or of a mini-batch. */
export const PRINTED = ["wikipedia", "whole", "batch"];
/** Whether a part of the formula is the whole truth about what is chosen. @type {Record<string, (choice: Choice) => boolean>} */
export const TRUE = {
  something: () => true,
  gradient: ({ alpha, eta }) => alpha === 0 && eta === 1,
  eta: ({ alpha }) => alpha === 0,
  momentum: () => true,
};
Object.assign(FORMULAS, Object.fromEntries(Object.entries(GROWING).map(([name, parts]) => [`lesson ${name}`, parts])));
