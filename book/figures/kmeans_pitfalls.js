// Where k-means goes wrong, and what mends it: each run by the library.

import { groups } from "openwork/data.js";
import { Plane, color, format, html, shape, svg } from "openwork/draw.js";

const last = ({ steps }) => steps.at(-1).step;

// Three tight groups far apart: a start with two centres in the first cannot be mended by Lloyd's rounds.
const APART = groups([[0, 0, 0.6, 30], [11, 3, 0.6, 30], [11, -3, 0.6, 30]], 5);
const MIDDLES = [[0, 0], [11, 3], [11, -3]];

// Two kinds of customer that differ in visits a month; income, in thousands of times larger numbers, is the same for both.
const SHOP = (() => {
  const { points, labels } = groups([[2, 0, 0.7, 45], [7, 0, 0.7, 45]], 9);
  const spread = groups([[0, 0, 1, 90]], 21).points;
  return { points: points.map(([x], i) => [x, 40000 + 9000 * spread[i][1]]), labels, names: ["visits a month", "income"] };
})();

// Two centres among the points and one far off, which no point is nearest to.
const LOST = { points: APART.points, centers: [[1, 1], [9, 1], [-30, -30]] };

/** Each pitfall gives data, settings and a sentence about what came out, failing and mended. */
export const PITFALLS = {
  start: {
    failing: () => ({
      data: APART,
      settings: { k: 3, seed: 0, init: [APART.points[0], APART.points[7], APART.points[35]] },
      tell: (run) => `Two centres started in one group and share it for ever; the third must serve two groups. Inertia ${format(last(run).inertia)}.`,
    }),
    mended: () => ({
      data: APART,
      settings: { k: 3, seed: 0, init: "k-means++" },
      tell: (run) => `k-means++ draws each further centre far from those it has: one a group. Inertia ${format(last(run).inertia)}.`,
    }),
  },
  scale: {
    failing: () => ({
      data: SHOP,
      settings: { k: 2, seed: 0, init: "k-means++" },
      tell: () => "A difference of 1000 in income outweighs any difference in visits: the cut goes through the incomes, where there is no gap.",
    }),
    mended: ({ standardised }) => ({
      data: standardised(SHOP),
      settings: { k: 2, seed: 0, init: "k-means++" },
      tell: () => "With every feature at mean 0 and standard deviation 1 both count alike, and the gap between the two kinds is found.",
    }),
  },
  empty: {
    failing: () => ({
      data: APART,
      settings: { k: 2, seed: 0, init: LOST.centers.slice(0, 2) },
      tell: (run) =>
        `The third centre, at (-30, -30), got no point; the mean of none is 0/0. A program that drops it goes on with two centres for three groups: inertia ${format(last(run).inertia)}.`,
    }),
    mended: () => ({
      data: APART,
      settings: { k: 3, seed: 0, init: LOST.centers },
      tell: (run) =>
        `The same start, k = 3: in round 1 the empty cluster takes the point farthest from its centre, and is a cluster again. Inertia ${format(last(run).inertia)}.`,
    }),
  },
};

/** The last pitfall has a slider of its own: the same picture, ever farther from the origin, in single precision. */
export function mountFar(root, wasm) {
  root.classList.add("ow-figure");
  const { points, labels } = APART;
  const moved = (list, by) => list.map(([x, y]) => [x + by, y + by]);
  const panels = ["by |x|² − 2x·c + |c|²", "by the library"].map((title) => {
    const plane = new Plane({ layers: ["points"], redraw: () => draw(), label: title });
    plane.fit(points, { equal: true });
    const count = html("strong", { "data-wrong": "" });
    return { plane, count, node: html("div", {}, html("p", {}, `${title}: `, count), plane.node) };
  });
  const said = html("output", {});
  const slider = html("input", { type: "range", min: 0, max: 6, step: 1, value: 0, "aria-label": "distance from the origin, as a power of ten", oninput: () => draw() });
  root.append(html("label", { class: "ow-control" }, html("span", { text: "shifted by" }), slider, said), html("div", { class: "ow-pair" }, ...panels.map((p) => p.node)));

  function draw() {
    if (panels.length < 2) return;
    const by = slider.value === "0" ? 0 : 10 ** Number(slider.value);
    said.textContent = format(by);
    const [x, c] = [new Float64Array(moved(points, by).flat()), new Float64Array(moved(MIDDLES, by).flat())];
    [wasm.nearest_f32_shortcut(x, c), wasm.nearest_f32(x, c)].forEach((found, i) => {
      const { plane, count } = panels[i];
      count.textContent = `${[...found].filter((label, j) => label !== labels[j]).length} of ${points.length} labels wrong`;
      plane.layer.points.replaceChildren(
        ...points.map(([px, py], j) =>
          svg("path", { class: `ow-point ${color(found[j])}`, d: shape(found[j]), transform: `translate(${plane.x(px)} ${plane.y(py)}) scale(4)` }),
        ),
      );
    });
  }
  draw();
  return { draw };
}
