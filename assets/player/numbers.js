// Numbers as a reader sees them, and filling named places in the texts that come with the scene.

const MINUS = "\u2212";

/** `digits` significant digits, a real minus sign; the same text as worked.number. */
export function number(x, digits = 4) {
  if (!Number.isFinite(x)) return Number.isNaN(x) ? "no value" : x > 0 ? "∞" : `${MINUS}∞`;
  if (x === 0) return "0";
  const [mantissa, exponent] = x.toExponential(digits - 1).split("e");
  const power = Number(exponent);
  const text = power >= -4 && power < 6
    ? trim(Number(`${mantissa}e${exponent}`).toFixed(Math.max(digits - 1 - power, 0)))
    : `${trim(mantissa)}e${power}`;
  return text.replaceAll("-", MINUS);
}

function trim(text) {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

/** A number that keeps its width while it changes: fixed decimals, three digits below the scale. */
export function steady(x, scale, signed = false) {
  if (!Number.isFinite(x)) return number(x);
  const size = Math.abs(x);
  const decimals = Math.min(Math.max(3 - Math.round(Math.log10(scale)), 0), 5);
  let text;
  if (size >= 1e5) text = x.toExponential(1).replace("e+", "e");
  else if (size >= 1e3) text = x.toFixed(0);
  else if (size >= 100) text = x.toFixed(1);
  else if (size !== 0 && size < 0.5 * 10 ** -decimals) text = x.toExponential(1);
  else text = x.toFixed(decimals);
  if (signed && x > 0) text = `+${text}`;
  return text.replaceAll("-", MINUS);
}

/** A number as it was chosen: 0.02, 0.9, all its digits. */
export function exactly(x) {
  return String(x).replaceAll("-", MINUS);
}

/** Where a ball is, as worked.position says it. */
export function position(w) {
  const parts = Array.from(w, (x) => number(x));
  return parts.length === 1 ? `w = ${parts[0]}` : `w = (${parts.join(", ")})`;
}

/** Put values into the {named} places of a text. */
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}
