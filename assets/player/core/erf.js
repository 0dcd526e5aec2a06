// The error function, by Cody's rational approximations: momentum_core/formula/erf.py, step by step,
// with the browser's own exponential. The error is 6e-16 of the value at most.

const NEAR = 0.46875,
  FAR = 6;
const NEAR_ABOVE = [
    0.185777706184603153, 3.1611237438705656, 113.864154151050156, 377.485237685302021, 3209.37758913846947,
  ],
  NEAR_BELOW = [1, 23.6012909523441209, 244.024637934444173, 1282.61652607737228, 2844.23683343917062],
  FAR_ABOVE = [
    2.15311535474403846e-8, 0.564188496988670089, 8.88314979438837594, 66.1191906371416295, 298.635138197400131,
    881.95222124176909, 1712.04761263407058, 2051.07837782607147, 1230.33935479799725,
  ],
  FAR_BELOW = [
    1, 15.7449261107098347, 117.693950891312499, 537.181101862009858, 1621.38957456669019, 3290.79923573345963,
    4362.61909014324716, 3439.36767414372164, 1230.33935480374942,
  ];

/** erf(x). @param {number} x */
export function erf(x) {
  const y = Math.abs(x);
  if (y <= NEAR) return x * (polynomial(NEAR_ABOVE, y * y) / polynomial(NEAR_BELOW, y * y));
  const cut = Math.min(y, FAR),
    rest = Math.exp(-cut * cut) * (polynomial(FAR_ABOVE, cut) / polynomial(FAR_BELOW, cut));
  return x < 0 ? rest - 1 : 1 - rest;
}

/** Its value by Horner's rule, the highest power first. @param {number[]} coefficients @param {number} x */
function polynomial(coefficients, x) {
  return coefficients.reduce((value, c) => value * x + c);
}
