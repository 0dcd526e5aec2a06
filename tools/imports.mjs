// Imports between the player's files point one way: each room imports only rooms further down, and two
// rooms in one line nothing of each other. Inside a room no import leads back to where it came from. A room
// is a folder, or a file beside them.
// node tools/imports.mjs [FOLDER]
import { readdir } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const ROOMS = `
  host
  player
  parts
  typing | conversation | balls | link | places
  panels | views
  draw
  choice | core
`
  .trim()
  .split("\n")
  .map((line) => line.trim().split(" | "));

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const player = path.resolve(process.argv[2] ?? path.join(ROOT, "assets"), "player");
const files = (await readdir(player, { recursive: true })).filter((name) => name.endsWith(".js"));

const { metafile } = await build({
  entryPoints: files,
  absWorkingDir: player,
  bundle: true,
  write: false,
  outdir: "nowhere",
  format: "esm",
  metafile: true,
  tsconfigRaw: {},
  logLevel: "error",
});

const roomOf = (file) => file.split("/")[0].replace(/\.js$/, "");
const depth = (room) => ROOMS.findIndex((line) => line.includes(room));
const wrong = [];
for (const [file, { imports }] of Object.entries(metafile.inputs)) {
  const room = roomOf(file);
  if (depth(room) < 0) wrong.push(`${file} is in no room that tools/imports.mjs knows`);
  for (const { path: other } of imports) {
    const allowed = roomOf(other) === room || depth(roomOf(other)) > depth(room);
    if (!allowed) wrong.push(`${file} imports ${other}: no import runs back`);
  }
}

/** The first way that leads from a file back to one it came through. @param {string[]} way */
function circle(way, done = new Set()) {
  const file = way[way.length - 1];
  if (way.indexOf(file) < way.length - 1) return way.slice(way.indexOf(file));
  if (done.has(file)) return null;
  done.add(file);
  for (const { path: other } of metafile.inputs[file].imports) {
    const found = circle([...way, other], done);
    if (found) return found;
  }
  return null;
}

const seen = new Set();
for (const file of Object.keys(metafile.inputs)) {
  const found = circle([file], seen);
  if (found) wrong.push(`${found.join(" imports ")}: a circle`);
}
if (wrong.length) {
  console.error(wrong.join("\n"));
  process.exitCode = 1;
}
