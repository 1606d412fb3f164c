// Builds everything in static/built: one file of parts/ per part, run in the order of their names.
// A part exports `build(out, root)`: it writes into the folder `out` and returns the npm packages whose content it put there.
// The same package-lock.json and sources give the same bytes: no clock, no compression by Node, no absolute paths.
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { licences } from "./licences.mjs";

const HERE = path.dirname(fileURLToPath(import.meta.url));
const ROOT = path.resolve(HERE, "../..");

async function files(folder, below = "") {
  const found = [];
  for (const entry of await readdir(path.join(folder, below), { withFileTypes: true })) {
    const name = path.posix.join(below, entry.name);
    found.push(...(entry.isDirectory() ? await files(folder, name) : [name]));
  }
  return found.sort();
}

async function main(target, inputs) {
  const aside = `${target}.new-${process.pid}`;
  const old = `${target}.old-${process.pid}`;
  await mkdir(aside, { recursive: true });
  const used = new Set();
  for (const name of (await readdir(path.join(HERE, "parts"))).filter((one) => one.endsWith(".mjs")).sort()) {
    const part = await import(path.join(HERE, "parts", name));
    for (const one of await part.build(aside, ROOT)) used.add(one);
  }
  await writeFile(path.join(aside, "LICENCES.txt"), await licences([...used].sort(), ROOT));
  const hashes = {};
  for (const name of await files(aside)) {
    const bytes = await readFile(path.join(aside, name));
    hashes[name] = { bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
  }
  await writeFile(path.join(aside, "manifest.json"), `${JSON.stringify({ inputs, packages: [...used].sort(), files: hashes }, null, 1)}\n`);
  // a server that runs never finds the folder half written; of two builds at once the last one stays
  await rename(target, old).catch((error) => { if (error.code !== "ENOENT") throw error; });
  await rename(aside, target);
  await rm(old, { recursive: true, force: true });
}

await main(path.resolve(process.argv[2] ?? path.join(ROOT, "src/intarsia/web/static/built")), process.argv[3] ?? "");
