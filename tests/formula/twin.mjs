// Runs programs by the player's interpreter: reads [{program, points}] as JSON, writes the bits of
// every output, as texts of 16 digits to the base 16.
import { readFileSync } from "node:fs";
import { loadProgram, runProgram } from "../../assets/player/core/program.js";

const numbers = { inf: Number.POSITIVE_INFINITY, "-inf": Number.NEGATIVE_INFINITY, nan: Number.NaN, "-0.0": -0 };
const bits = (/** @type {number} */ x) => {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  return view.getBigUint64(0).toString(16).padStart(16, "0");
};
const answers = JSON.parse(readFileSync(0, "utf-8")).map(({ program, points }) => {
  const loaded = loadProgram(program);
  return points.map((point) => {
    const out = new Float64Array(program.outputs.length);
    const at = point.map((x) => numbers[x] ?? Number(x));
    runProgram(loaded, at, 0, program.inputs, out);
    return Array.from(out, bits);
  });
});
process.stdout.write(JSON.stringify(answers));
