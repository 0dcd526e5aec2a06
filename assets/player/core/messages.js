// What comes in bytes: the length of what follows as uint32, JSON in UTF-8, then numbers; all
// little-endian. See momentum_core/stage/message.py; what is in them: answer.py and map_parts.py.

/** @import { Answer, LaterMap, RunMap } from "../types.js" */

/** The JSON, and where the numbers begin. @param {Uint8Array} bytes */
function open(bytes) {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  return { told: JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length))), at: 4 + length };
}

/** An answer; for each run its positions, which are float64. @param {Uint8Array} bytes @returns {Answer} */
export function readAnswer(bytes) {
  const { told, at } = open(bytes);
  /** @type {Answer} */
  const answer = { hide: [], projector: false, lesson: null, notices: [], anew: 0, ...told };
  let from = at;
  for (const run of Object.values(answer.runs)) {
    run.w = new Float64Array(bytes.slice(from, from + 8 * run.numbers).buffer);
    from += 8 * run.numbers;
  }
  return answer;
}

/** A map, or a part of one: a byte a cell for where it ends, two for its steps; or when to ask again. @param {Uint8Array} bytes @returns {RunMap | LaterMap} */
export function readMap(bytes) {
  const { told, at } = open(bytes);
  if (told.later) return told;
  const cells = told.columns * told.rows,
    ends = bytes.slice(at, at + cells);
  if (told.kind === "predicted") return { ...told, ends };
  return { ...told, ends, steps: new Uint16Array(bytes.slice(at + cells, at + 3 * cells).buffer) };
}
