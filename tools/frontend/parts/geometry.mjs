// Countries as SVG paths, for the map of Europe and that of the world, from Natural Earth (npm world-atlas, 1:50m).
//
// map.json: per view its size, the countries by ISO 3166-1 numeric code (path, a point on its land, its area in square units)
// and the land around them as one path. Borders are simplified as arcs that neighbours share, so that no gaps open; coordinates
// are whole numbers of a drawing 2,000 wide, and paths go by steps.
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { geoAzimuthalEqualArea, geoContains, geoEqualEarth, geoPath } from "d3-geo";
import { feature, merge, mergeArcs } from "topojson-client";
import { filter, filterWeight, presimplify, simplify, sphericalRingArea, sphericalTriangleArea } from "topojson-simplify";

const WIDTH = 2000;
const EUROPE = ["008", "020", "040", "031", "051", "056", "070", "100", "112", "191", "196", "203", "208", "233", "246", "250", "268", "276", "300", "336", "348", "352", "372", "380", "428", "438",
  "440", "442", "470", "492", "498", "499", "528", "578", "616", "620", "642", "674", "688", "703", "705", "724", "752", "756", "792", "804", "807", "826", "XK"];
// what stands in the middle of the picture: Iceland to the Caucasus, Crete and Cyprus to the North Cape
const FRAME = { type: "MultiPoint", coordinates: [[-23, 64], [-9.5, 36.5], [33, 34.3], [46, 39.5], [28, 71.3], [44, 47]] };
const VIEWS = [
  { name: "europe", height: 1900, projection: geoAzimuthalEqualArea().rotate([-10, -52]), fit: FRAME, only: EUROPE, weight: 2.2e-6, islands: 1.5e-5 },
  { name: "world", height: 960, projection: geoEqualEarth().rotate([-10, 0]), fit: null, only: null, weight: 2.2e-5, islands: 6e-5 },
];

/** A path in whole numbers and relative steps, half as long as an absolute one. */
function stepped(polygons) {
  let text = "";
  for (const rings of polygons) {
    for (const ring of rings) {
      const points = ring.map(([x, y]) => [Math.round(x), Math.round(y)]).filter(([x, y], n, all) => n === 0 || x !== all[n - 1][0] || y !== all[n - 1][1]);
      if (points.length < 4) continue;
      let [x, y] = points[0];
      text += `M${x},${y}l`;
      text += points.slice(1, -1).map(([a, b]) => { const step = `${a - x},${b - y}`; [x, y] = [a, b]; return step; }).join(" ").replaceAll(",-", "-").replaceAll(" -", "-");
      text += "z";
    }
  }
  return text;
}

/** The planar rings of a feature under a projection, cut at the edge of the picture. */
function rings(projection, shape) {
  const found = [];
  const context = { ring: null, moveTo(x, y) { this.ring = [[x, y]]; found.push([this.ring]); }, lineTo(x, y) { this.ring.push([x, y]); }, closePath() { this.ring.push(this.ring[0]); }, arc() {} };
  geoPath(projection, context)(shape);
  return found;
}

/** Natural Earth draws who holds the land; the United Nations' members are drawn here: Crimea with Ukraine, the north of Cyprus with Cyprus, Somaliland with Somalia. */
function recognised(atlas) {
  const all = atlas.objects.countries.geometries;
  const named = (name) => all.find((one) => one.properties.name === name);
  const join = (state, parts) => Object.assign(state, mergeArcs(atlas, [{ type: state.type, arcs: state.arcs }, ...parts]));
  const alone = (arcs) => ({ type: "Polygon", arcs });
  const russia = named("Russia");
  const crimea = russia.arcs.find((arcs) => geoContains(feature(atlas, alone(arcs)), [34.1, 45.2]));
  if (!crimea) throw new Error("the map has no Crimea: look at the geometry again");
  russia.arcs = russia.arcs.filter((arcs) => arcs !== crimea);
  join(named("Ukraine"), [alone(crimea)]);
  for (const [part, state] of [["N. Cyprus", "Cyprus"], ["Somaliland", "Somalia"]]) {
    join(named(state), [named(part)]);
    all.splice(all.indexOf(named(part)), 1);
  }
  named("Kosovo").id = "XK"; // it has no number of its own
}

export async function build(out, root) {
  const atlas = JSON.parse(await readFile(path.join(root, "node_modules/world-atlas/countries-50m.json"), "utf-8"));
  recognised(atlas);
  const key = (shape) => (shape.id === "XK" ? "XK" : shape.id && String(shape.id).padStart(3, "0"));
  const found = {};
  for (const { name, height, projection, fit, only, weight, islands } of VIEWS) {
    const whole = feature(atlas, atlas.objects.countries);
    const land = { ...whole, features: whole.features.filter((one) => key(one) !== "010") }; // Antarctica makes no works
    projection.fitExtent([[20, 20], [WIDTH - 20, height - 20]], fit ?? land).clipExtent([[0, 0], [WIDTH, height]]).precision(0.5);
    const weighed = presimplify(atlas, sphericalTriangleArea);
    const light = filter(simplify(weighed, weight), filterWeight(weighed, islands, sphericalRingArea));
    const shapes = light.objects.countries.geometries.filter((one) => key(one) !== "010");
    const measured = geoPath(projection);
    const countries = {};
    for (const one of land.features) {
      const code = key(one);
      if (!code || (only && !only.includes(code))) continue;
      const [x, y] = measured.centroid(one);
      const area = measured.area(one);
      if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
      const drawn = shapes.find((shape) => key(shape) === code);
      const before = countries[code]; // a code may stand at two shapes, such as Australia and its outer islands
      if (before && before.area >= area) continue;
      countries[code] = { d: drawn && drawn.arcs ? stepped(rings(projection, feature(light, drawn))) : "", x: Math.round(x), y: Math.round(y), area: Math.round(area) };
    }
    const around = shapes.filter((one) => one.arcs && !(key(one) in countries));
    found[name] = { width: WIDTH, height, countries: Object.fromEntries(Object.entries(countries).sort()), around: stepped(rings(projection, merge(light, around))) };
  }
  await writeFile(path.join(out, "map.json"), `${JSON.stringify(found)}\n`);
  return ["world-atlas"];
}
