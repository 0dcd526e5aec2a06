// A straight-line program (momentum_core/formula/program.py) and its interpreter.

import { erf } from "./erf.js";

/** @import { Numbers, Program, ProgramData } from "../types.js" */

const ADD = 0,
  SUB = 1,
  MUL = 2,
  DIV = 3,
  NEG = 4,
  SQRT = 5,
  ABS = 6,
  SIGN = 7,
  MAX = 8,
  MIN = 9,
  GATE = 10;
const FUNCTIONS = {
  exp: Math.exp,
  log: Math.log,
  log10: Math.log10,
  log2: Math.log2,
  cbrt: Math.cbrt,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  asinh: Math.asinh,
  acosh: Math.acosh,
  atanh: Math.atanh,
  erf,
  sigmoid: (/** @type {number} */ a) => 1 / (1 + Math.exp(-a)),
  softplus: (/** @type {number} */ a) => Math.max(a, 0) + Math.log1p(Math.exp(-Math.abs(a))),
};
/** @type {Record<string, number>} */
const CODES = {
  add: ADD,
  sub: SUB,
  mul: MUL,
  div: DIV,
  neg: NEG,
  sqrt: SQRT,
  abs: ABS,
  sign: SIGN,
  max: MAX,
  min: MIN,
  gate: GATE,
};
const CALL = 11;
const CALLS = Object.keys(FUNCTIONS);
const ROUTINES = Object.values(FUNCTIONS);

/** Prepare a program for running. @param {ProgramData} data @returns {Program} */
export function loadProgram(data) {
  const code = new Int32Array(4 * data.code.length);
  data.code.forEach(([op, to, a, b], k) => {
    const known = CODES[op] ?? CALL + CALLS.indexOf(op);
    if (known < CALL && !(op in CODES)) throw new Error(`unknown operation ${op}`);
    code.set([known, to, a, b], 4 * k);
  });
  const registers = new Float64Array(data.registers);
  registers.set(data.constants, data.inputs);
  return { code, registers, outputs: data.outputs };
}

/**
 * Run a program at `point` (an array-like, read from `offset`) and write its outputs to `out`.
 * @param {Program} program @param {Numbers} point @param {number} offset @param {number} inputs
 * @param {Float64Array | number[]} out
 */
export function runProgram(program, point, offset, inputs, out, outOffset = 0) {
  const { code, registers: r, outputs } = program;
  for (let k = 0; k < inputs; k++) r[k] = point[offset + k];
  for (let k = 0; k < code.length; k += 4) {
    const a = r[code[k + 2]];
    switch (code[k]) {
      case ADD:
        r[code[k + 1]] = a + r[code[k + 3]];
        break;
      case SUB:
        r[code[k + 1]] = a - r[code[k + 3]];
        break;
      case MUL:
        r[code[k + 1]] = a * r[code[k + 3]];
        break;
      case DIV:
        r[code[k + 1]] = a / r[code[k + 3]];
        break;
      case NEG:
        r[code[k + 1]] = -a;
        break;
      case SQRT:
        r[code[k + 1]] = Math.sqrt(a);
        break;
      case ABS:
        r[code[k + 1]] = Math.abs(a);
        break;
      case SIGN:
        r[code[k + 1]] = Math.sign(a) + 0;
        break;
      case MAX:
        r[code[k + 1]] = Math.max(a, r[code[k + 3]]) + 0;
        break;
      case MIN:
        r[code[k + 1]] = Math.min(a, r[code[k + 3]]) + 0;
        break;
      case GATE: // the second where a > 0, half of it where a = 0, else 0
        r[code[k + 1]] = (a > 0 ? r[code[k + 3]] : a < 0 ? 0 : a === 0 ? r[code[k + 3]] / 2 : Number.NaN) + 0;
        break;
      default:
        r[code[k + 1]] = ROUTINES[code[k] - CALL](a);
    }
  }
  for (let k = 0; k < outputs.length; k++) out[outOffset + k] = r[outputs[k]];
}
