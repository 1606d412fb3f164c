// The two families as variable woff2 subsets, and fonts.css with their unicode ranges: a reader's browser fetches the scripts it shows.
//
// Latin Extended-A (the accents of European languages) is taken out of the large extended subset, so that a name such as
// Dvořák costs 14 kB instead of 60. Weights outside what the pages use are cut from the axis. A changed font may not go by the
// name its makers reserved, so the cut ones are named "Intarsia Sans" and "Intarsia Serif", in the file and in the style sheet.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { convert } from "fontverter";
import subsetFont from "subset-font";

const EUROPEAN = "U+0100-017F,U+018F,U+0192,U+0218-021B,U+0237,U+0259,U+1E9E";
const FAMILIES = [
  { file: "source-sans-3", name: "Intarsia Sans", style: "normal", weights: [400, 700], scripts: ["latin", "european", "latin-ext", "greek", "greek-ext", "cyrillic", "cyrillic-ext", "vietnamese"] },
  { file: "source-serif-4", name: "Intarsia Serif", style: "normal", weights: [400, 700], scripts: ["latin", "european", "latin-ext", "greek", "cyrillic", "cyrillic-ext", "vietnamese"] },
  // original titles are set in italics: text weight only, fetched where one is shown
  { file: "source-serif-4", name: "Intarsia Serif", style: "italic", weights: [400, 400], scripts: ["latin", "european", "latin-ext", "greek", "cyrillic"] },
];

function points(ranges) {
  const found = new Set();
  for (const range of ranges.split(",")) {
    const [first, last] = range.trim().slice(2).split("-").map((hex) => parseInt(hex, 16));
    for (let point = first; point <= (last ?? first); point += 1) found.add(point);
  }
  return found;
}

function spelled(set) {
  const sorted = [...set].sort((one, other) => one - other);
  const ranges = [];
  for (const point of sorted) {
    const last = ranges.at(-1);
    if (last && last[1] === point - 1) last[1] = point;
    else ranges.push([point, point]);
  }
  const hex = (point) => point.toString(16).toUpperCase().padStart(4, "0");
  return ranges.map(([first, last]) => (first === last ? `U+${hex(first)}` : `U+${hex(first)}-${hex(last)}`)).join(",");
}

/** Take the reserved name out of the names the font gives itself, but not out of the copyright and licence notices. */
function renamed(sfnt) {
  const tables = sfnt.readUInt16BE(4);
  for (let n = 0; n < tables; n += 1) {
    const entry = 12 + 16 * n;
    if (sfnt.toString("latin1", entry, entry + 4) !== "name") continue;
    const start = sfnt.readUInt32BE(entry + 8);
    const strings = start + sfnt.readUInt16BE(start + 4);
    for (let record = start + 6; record < start + 6 + 12 * sfnt.readUInt16BE(start + 2); record += 12) {
      if (![1, 3, 4, 6, 16, 25].includes(sfnt.readUInt16BE(record + 6))) continue;
      const from = strings + sfnt.readUInt16BE(record + 10);
      const wide = sfnt.readUInt16BE(record) !== 1;
      const spell = (word) => Buffer.from(wide ? [...word].join("\0").padStart(12, "\0") : word, "latin1");
      const at = sfnt.subarray(from, from + sfnt.readUInt16BE(record + 8)).indexOf(spell("Source"));
      if (at >= 0) spell("Tarsia").copy(sfnt, from + at); // as long as the reserved word, so that nothing moves
    }
  }
  return sfnt;
}

// Text that turns from one font into another jumps under the eyes of who reads it. The two subsets every page needs are preloaded; a font
// that is later than a tenth of a second is kept for the next page.
const DISPLAY = "optional";

export async function build(out, root) {
  await mkdir(path.join(out, "fonts"), { recursive: true });
  const css = [];
  const packages = new Set();
  for (const { file, name, style, weights, scripts } of FAMILIES) {
    const folder = path.join(root, "node_modules/@fontsource-variable", file);
    const ranges = JSON.parse(await readFile(path.join(folder, "unicode.json"), "utf-8"));
    packages.add(`@fontsource-variable/${file}`);
    const taken = new Set(); // what an earlier subset of the family holds is not asked of a later one
    for (const script of scripts) {
      const source = script === "european" ? "latin-ext" : script;
      if (!ranges[source]) throw new Error(`${file} has no subset "${source}"`);
      const wanted = new Set([...points(script === "european" ? EUROPEAN : ranges[source])].filter((point) => !taken.has(point)));
      for (const point of wanted) taken.add(point);
      const whole = await readFile(path.join(folder, "files", `${file}-${source}-wght-${style}.woff2`));
      const [min, max] = weights;
      const axes = { wght: min === max ? min : { min, max } };
      const cut = await subsetFont(whole, String.fromCodePoint(...wanted), { targetFormat: "truetype", variationAxes: axes });
      const woff2 = await convert(renamed(Buffer.from(cut)), "woff2");
      const target = `fonts/${file}-${script}${style === "italic" ? "-italic" : ""}.woff2`;
      await writeFile(path.join(out, target), woff2);
      css.push(`@font-face{font-family:"${name}";font-style:${style};font-display:${DISPLAY};font-weight:${min === max ? min : `${min} ${max}`};src:url(built/${target}) format("woff2");unicode-range:${spelled(wanted)}}`);
    }
  }
  await writeFile(path.join(out, "fonts.css"), `${css.join("\n")}\n`);
  return packages;
}
