// Round numbers, and steps along what a control can be set to.

/** About `count` round numbers between low and high. @param {number} low @param {number} high @param {number} count */
export function ticks(low, high, count) {
  const rough = (high - low) / count;
  if (!(rough > 0)) return [low];
  const step = roundUp(10 ** Math.floor(Math.log10(rough)), rough);
  const first = Math.ceil(low / step);
  const found = [];
  for (let k = first; k * step <= high * (1 + 1e-12); k++) found.push(Number((k * step).toPrecision(12)));
  return found;
}

/** The smallest of 1, 2, 5, 10, 20, ... that is at least x. @param {number} x */
export function niceFactor(x) {
  if (!(x > 1)) return 1;
  return roundUp(10 ** Math.floor(Math.log10(x) + 1e-12), x * (1 - 1e-12));
}

/** The first of 1, 2, 5 and 10 times a power of ten that is at least x. @param {number} ten @param {number} x */
function roundUp(ten, x) {
  return ten * ([1, 2, 5, 10].find((m) => m * ten >= x) ?? 10);
}

/** The value in a sorted grid that is `move` places on from `value`. @param {number[]} grid @param {number} value @param {number} move */
export function neighbour(grid, value, move) {
  let above = grid.findIndex((x) => x > value);
  if (above < 0) above = grid.length;
  const on = above > 0 && grid[above - 1] === value;
  const from = on ? above - 1 : move > 0 ? above - 1 : above;
  return grid[Math.min(Math.max(from + move, 0), grid.length - 1)];
}
