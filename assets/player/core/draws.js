// Which observations a step looks at: momentum_core/methods/draws.py, number for number.

const ROTATIONS = [
  [13, 15, 26, 6],
  [17, 29, 16, 24],
];
const PARITY = 0x1bd11bda;

/**
 * Threefry-2x32-20: two 32-bit words for a key and a counter of two words each.
 * @param {[number, number]} key @param {[number, number]} counter @returns {[number, number]}
 */
export function threefry(key, counter) {
  const keys = [key[0], key[1], key[0] ^ key[1] ^ PARITY];
  let a = (counter[0] + keys[0]) | 0,
    b = (counter[1] + keys[1]) | 0;
  for (let group = 0; group < 5; group++) {
    for (const r of ROTATIONS[group % 2]) {
      a = (a + b) | 0;
      b = ((b << r) | (b >>> (32 - r))) ^ a;
    }
    a = (a + keys[(group + 1) % 3]) | 0;
    b = (b + keys[(group + 2) % 3] + group + 1) | 0;
  }
  return [a >>> 0, b >>> 0];
}

/** The draw at the address (seed, row, column): a whole number from 0 to bound - 1, unbiased. @param {number} bound @param {number} seed @param {number} row @param {number} column */
export function below(bound, seed, row, column) {
  const limit = 2 ** 32 - (2 ** 32 % bound);
  for (let attempt = 0; ; attempt++) {
    const word = threefry([seed, attempt], [row, column])[0];
    if (word < limit) return word % bound;
  }
}

/**
 * The mini-batches of a run: for each step the indices of its observations.
 * @param {number} n @param {number} size @param {number} steps @param {number} seed @param {boolean} shuffled
 * @returns {number[][]}
 */
export function batches(n, size, steps, seed, shuffled) {
  /** @type {number[][]} */
  const found = [];
  for (let row = 0; found.length < steps; row++) {
    if (shuffled) {
      const order = permutation(n, seed, row);
      for (let a = 0; a < n && found.length < steps; a += size) found.push(order.slice(a, a + size));
    } else {
      found.push(Array.from({ length: size }, (_, column) => below(n, seed, row, column)));
    }
  }
  return found;
}

/** The order of an epoch: Fisher and Yates's shuffle of 0 to n - 1. @param {number} n @param {number} seed @param {number} epoch */
function permutation(n, seed, epoch) {
  const order = Array.from({ length: n }, (_, k) => k);
  for (let last = n - 1; last > 0; last--) {
    const other = below(last + 1, seed, epoch, last);
    [order[last], order[other]] = [order[other], order[last]];
  }
  return order;
}
