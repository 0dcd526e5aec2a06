// Plotly with the parts that the page draws with, as one module: build/plotly.js. It is not kept with
// the code; where it isn't built the page takes the copy that Streamlit brings. node tools/plotly/build.mjs
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const HERE = path.dirname(fileURLToPath(import.meta.url));
const TRACES = ["contour", "heatmap", "surface", "scatter3d", "mesh3d"]; // scatter is in the core

await build({
  stdin: {
    contents: [
      'import Plotly from "plotly.js/lib/core";',
      ...TRACES.map((name) => `import ${name} from "plotly.js/lib/${name}";`),
      `Plotly.register([${TRACES}]);`,
      "export default Plotly;",
    ].join("\n"),
    resolveDir: HERE,
  },
  bundle: true,
  minify: true,
  format: "esm",
  outfile: path.join(HERE, "../../build/plotly.js"),
  target: "es2022",
  charset: "utf8",
  define: { global: "globalThis" },
  loader: { ".css": "empty" },
  legalComments: "none",
  banner: { js: "// plotly.js, MIT, Copyright Plotly, Inc. Made by tools/plotly/build.mjs." },
  logLevel: "error",
});
