// The licence texts of what is bundled, in one file that goes along with it.
import { readFile, readdir } from "node:fs/promises";
import path from "node:path";

/** One text for the packages named. A package without a licence text stops the build: it may not be shipped. */
export async function licences(names, root) {
  const texts = [];
  for (const name of names) {
    const folder = path.join(root, "node_modules", name);
    const about = JSON.parse(await readFile(path.join(folder, "package.json"), "utf-8"));
    const file = (await readdir(folder)).filter((one) => /^(licen[cs]e|copying)/i.test(one)).sort()[0];
    if (!file) throw new Error(`${name} has no licence text; leave the package out`);
    const text = (await readFile(path.join(folder, file), "utf-8")).replaceAll("\r\n", "\n").trim();
    texts.push(`${name} ${about.version} (${about.license})\n${"=".repeat(72)}\n${text}\n`);
  }
  return `What this folder holds is made from the packages below. Each keeps its own licence.\n\n${texts.join("\n\n")}`;
}
