// The error function, by Cody's rational approximations: momentum_core/formula/erf.py, step by step,
// with the browser's own exponential. The error is 6e-16 of the value at most.

const NEAR = 0.46875,
  FAR = 6;
const NEAR_ABOVE = [0.18577770618460315, 3.1611237438705655, 113.86415415105016, 377.485237685302, 3209.3775891384694],
  NEAR_BELOW = [1, 23.601290952344122, 244.02463793444417, 1282.6165260773723, 2844.236833439171],
  FAR_ABOVE = [
    2.1531153547440383e-8, 0.5641884969886701, 8.883149794388377, 66.11919063714163, 298.6351381974001,
    881.952221241769, 1712.0476126340707, 2051.0783778260716, 1230.3393547979972,
  ],
  FAR_BELOW = [
    1, 15.744926110709835, 117.6939508913125, 537.1811018620099, 1621.3895745666903, 3290.7992357334597,
    4362.619090143247, 3439.3676741437216, 1230.3393548037495,
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
