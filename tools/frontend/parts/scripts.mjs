// site.js for every page, editor.js for the pages with an editor; both from src/intarsia/web/scripts.
import { readdir } from "node:fs/promises";
import path from "node:path";
import esbuild from "esbuild";

export async function build(out, root) {
  const folder = path.join(root, "src/intarsia/web/scripts");
  const there = await readdir(folder);
  const result = await esbuild.build({
    absWorkingDir: root,
    entryPoints: ["site.js", "editor.js"].filter((name) => there.includes(name)).map((name) => path.join(folder, name)),
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    charset: "utf8",
    legalComments: "none", // the texts stand in LICENCES.txt
    metafile: true,
    outdir: out,
    logLevel: "warning",
  });
  const packages = new Set();
  for (const input of Object.keys(result.metafile.inputs)) {
    const within = input.split("node_modules/").pop().split("/");
    if (input.includes("node_modules/")) packages.add(within[0].startsWith("@") ? within.slice(0, 2).join("/") : within[0]);
  }
  return packages;
}
