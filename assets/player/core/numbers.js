// Numbers as a reader sees them, and filling named places in the texts that come with the code.

/** @import { Language } from "../types.js" */

const MINUS = "\u2212";
/** A number, and how long one may be: momentum_core/settings/fields.py. */
const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?$/,
  LONGEST = 40;
/** 1,234 is one number to some, and another one to others. */
export const THOUSAND = /^[+-]?[1-9]\d{0,2},\d{3}$/;

/** The page's language; it has one. @type {Language} */
let language = { language: "en", units: {}, number: { none: "" } };

/** Speak a language from now on. @param {Language} words */
export function speak(words) {
  language = words;
}

/** `digits` significant digits, a real minus sign; the same text as `number` in momentum_core/words/numbers.py. @param {number} x */
export function number(x, digits = 4) {
  if (!Number.isFinite(x)) return Number.isNaN(x) ? language.number.none : x > 0 ? "∞" : `${MINUS}∞`;
  if (x === 0) return "0";
  const [mantissa, exponent] = x.toExponential(digits - 1).split("e");
  const power = Number(exponent);
  const text =
    power >= -4 && power < 6
      ? trim(Number(`${mantissa}e${exponent}`).toFixed(Math.max(digits - 1 - power, 0)))
      : `${trim(mantissa)}e${power}`;
  return text.replaceAll("-", MINUS);
}

/** @param {string} text */
function trim(text) {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

/** A weight as exactly as a picture of this span can show it; the same text as `coordinate` there. @param {number} x @param {number} span */
export function coordinate(x, span) {
  if (!Number.isFinite(x) || Math.abs(x) >= 1e4) return number(x);
  return steady(x, Math.min(Math.max(Math.ceil(3 - Math.log10(span)), 0), 8));
}

/** A number with fixed decimals and no minus before a zero. @param {number} x @param {number} decimals */
function steady(x, decimals) {
  const text = x.toFixed(decimals);
  return (Number(text) === 0 ? text.replace("-", "") : text).replace("-", MINUS);
}

/** A signed number that keeps its width while it changes and never hides that it isn't zero. @param {number} x @param {number} span */
export function signed(x, span) {
  const size = Math.abs(x);
  const decimals = Math.min(Math.max(Math.ceil(3 - Math.log10(span)), 0), 8);
  const text =
    !Number.isFinite(x) || size >= 1e4 || (size !== 0 && size < 0.5 * 10 ** -decimals)
      ? number(x, 2)
      : steady(x, size >= 100 ? Math.min(decimals, 1) : decimals);
  return x > 0 ? `+${text}` : text;
}

/** A signed number of any size in about five characters: +123, +12.3, −1.23, −0.123, +4.5e−6. @param {number} x */
export function compact(x) {
  const size = Math.abs(x);
  if (!Number.isFinite(x) || size >= 99950 || (size < 5e-4 && size !== 0)) return (x > 0 ? "+" : "") + number(x, 2);
  return (x > 0 ? "+" : "") + steady(x, size >= 99.95 ? 0 : size >= 9.995 ? 1 : size >= 0.9995 ? 2 : 3);
}

/** A number as it was chosen: 0.02, 0.9, all its digits. @param {number} x */
export function exactly(x) {
  return String(x).replaceAll("-", MINUS);
}

/**
 * A number as people type it, 0.1 or 0,1, as a link may have it; NaN where it is none, or could be two.
 * @param {string} text
 */
export function typedNumber(text) {
  const plain = text.trim().replace(MINUS, "-");
  if (plain.length > LONGEST || THOUSAND.test(plain)) return Number.NaN;
  const point = plain.replace(",", ".");
  // No link tells zeros apart.
  return NUMBER.test(point) ? Number(point) + 0 : Number.NaN;
}

/** Where a ball is, as `position` there says it. @param {ArrayLike<number>} w @param {number} span @param {string} weights what they are called */
export function position(w, span, weights) {
  const parts = Array.from(w, (x) => coordinate(x, span));
  return parts.length === 1 ? `${weights} = ${parts[0]}` : `${weights} = (${parts.join(", ")})`;
}

/**
 * Put values into the {named} places of a text; {name:unit} is a number with its unit. As `fill` in
 * momentum_core/words/sentences.py has it.
 * @param {string} text @param {Record<string, string | number>} values
 */
export function fill(text, values) {
  return text.replace(/\{(\w+):?([^{}]*)\}/g, (place, name, unit) =>
    !(name in values) ? place : unit ? counted(Number(values[name]), unit) : String(values[name]),
  );
}

/** A number with its unit, in the form that goes with it. @param {number} n @param {string} unit */
function counted(n, unit) {
  const forms = language.units[unit];
  const form = new Intl.PluralRules(language.language).select(n);
  return (forms[form] ?? forms.other).replace("{n}", String(n));
}
