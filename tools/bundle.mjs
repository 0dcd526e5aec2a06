// The player's files as one script, which is what travels: assets/player.bundle.js. It is kept with
// the code, because where the app runs there is Python alone. With --check nothing is written, and
// the exit is not 0 if that file isn't what its sources make. node tools/bundle.mjs [--check] [FOLDER]
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const words = process.argv.slice(2);
const checks = words.includes("--check");
const assets = path.resolve(words.find((word) => !word.startsWith("--")) ?? path.join(ROOT, "assets"));
const file = path.join(assets, "player.bundle.js");

const made = await build({
  entryPoints: [path.join(assets, "player/host/streamlit.js")],
  bundle: true,
  minify: true,
  write: false,
  format: "iife",
  globalName: "momentum",
  target: "es2022",
  charset: "utf8",
  tsconfigRaw: {},
  banner: { js: "// Made by `make player` from the files in assets/player." },
  logLevel: "error",
});
const [{ text }] = made.outputFiles;

if (!checks) await writeFile(file, text);
else if (text !== (await readFile(file, "utf8").catch(() => ""))) {
  console.error("assets/player.bundle.js is not what its sources make: run `make player`.");
  process.exitCode = 1;
}
