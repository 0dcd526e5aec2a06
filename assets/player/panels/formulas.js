// What each formula is made of: the methods', and a lesson's as far as it has grown.

/** @import { Choice, MethodRow, TermName } from "../types.js" */

/**
 * [name of the term or "" for a sign, its symbol, its colour].
 * @typedef {[TermName | "", string, string?]} Part
 * @typedef {"" | "batch" | "one"} Sample which observations a gradient is of; "" is all of them
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
/**
 * A symbol in the letters of the loss that is shown. A pair of letters brings its own parentheses.
 * @param {string} symbol @param {string} weights
 */
export function inLetters(symbol, weights) {
  if (weights === "w") return symbol;
  const letters = weights.replace(/\p{L}/gu, "<i>$&</i>");
  const called = weights.startsWith("(") ? letters : `(${letters})`;
  return symbol.replace(/\(<i>w<\/i>\)|<i>w<\/i>/g, (found) => (found[0] === "(" ? called : letters));
}

/** The loss in a gradient: of all observations, of a mini-batch, of one. @type {Record<Sample, string>} */
const LOSS = { "": "<i>Q</i>", batch: "<i>Q</i><sub>B</sub>", one: "<i>Q<sub>i</sub></i>" };

/** Letters as they are printed: slanted, but for Δ and ∇. @param {string} letters @param {Sample} sample */
const printedAs = (letters, sample) => letters.replace(/[a-zα-ω]\u0302?/g, "<i>$&</i>").replace("Q", LOSS[sample]);

/**
 * A method's formula: what η multiplies, and where there is an α what of the last update is kept.
 * @param {MethodRow} method @param {Sample} sample @returns {Part[]}
 */
export function partsOf({ formula, hasAlpha }, sample) {
  /** @type {Part[]} */
  const scaled = formula.map(([term, letters]) => (term ? [term, printedAs(letters, sample), "blue"] : ["", letters]));
  return [...HEAD, ...scaled, ...(hasAlpha ? CARRY : [])];
}

/** @type {Part[]} */
const GROWN = [...HEAD, ["gradient", "∇<i>Q</i>(<i>w</i>)", "blue"], ...CARRY];
/** @param {string} gradient @returns {Part[]} */
const printed = (gradient) => [GROWN[0], ["", ":="], ...GROWN.slice(2, 5), ["gradient", gradient, "blue"], ...CARRY];
/**
 * The formula as far as a lesson has it. What comes later leaves its place empty, and what is in
 * sight stays where it is.
 * @type {Record<string, Part[]>}
 */
export const GROWING = {
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
