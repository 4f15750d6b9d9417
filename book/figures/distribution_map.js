// The map of all distributions: choose an edge, drag its parameter, and watch one become the other.

import { Plane, format, html, svg } from "openwork/draw.js";
import { marks } from "openwork/distribution.js";

/** Where each stands, in a field of 100 by 64. */
const PLACES = {
  categorical: [10, 6], multinomial: [36, 6], dirichlet: [64, 6],
  bernoulli: [10, 20], binomial: [36, 20], beta: [64, 20], uniform: [90, 20],
  geometric: [10, 36], poisson: [36, 36], gamma: [64, 36], exponential: [90, 36],
  weibull: [90, 52], laplace: [76, 60], normal: [36, 52], "chi-squared": [58, 48], "student-t": [12, 52], "log-normal": [24, 62],
};
const KINDS = { limit: "a limit", sum: "a sum", special: "a special case", conjugate: "a conjugate update", transform: "a transform" };

export function mount(root, source) {
  root.classList.add("ow-figure");
  const edges = JSON.parse(source.wasm.distribution_edges());
  let chosen = 0;
  let pair;
  const lines = edges.map((edge, i) => {
    const [[x0, y0], [x1, y1]] = [PLACES[edge.from], PLACES[edge.to]];
    return svg("path", {
      d: `M${x0} ${y0}L${x1} ${y1}`, class: `ow-edge ow-edge-${edge.relation}`, tabindex: 0, role: "button", "data-edge": `${edge.from} ${edge.to}`,
      "aria-label": `${edge.from} to ${edge.to}: ${KINDS[edge.relation]}`, onclick: () => choose(i),
      onkeydown: (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); choose(i); } },
    });
  });
  const names = Object.entries(PLACES).map(([name, [x, y]]) =>
    svg("g", { class: "ow-room" },
      svg("rect", { x: x - name.length * 0.8 - 1.4, y: y - 2.6, width: name.length * 1.6 + 2.8, height: 5.2, rx: 1.6 }),
      svg("text", { x, y: y + 1, "text-anchor": "middle", text: name })),
  );
  const map = svg("svg", { class: "ow-map", viewBox: "0 0 100 66", role: "group", "aria-label": "map of the distributions" }, ...lines, ...names);
  const list = html("select", { name: "edge", onchange: () => choose(Number(list.value)) }, ...edges.map((e, i) => html("option", { value: i, text: `${e.from} → ${e.to}: ${KINDS[e.relation]}` })));
  const slider = html("input", { type: "range", name: "parameter", min: 0, max: 1000, value: 0, "aria-label": "parameter", oninput: () => play() });
  const said = html("output");
  const plane = new Plane({ layers: ["second", "first"], redraw: () => draw(), ratio: 0.34, label: "two distributions", axes: ["x", "density"] });
  const note = html("p", { class: "ow-note", "aria-live": "polite" });
  const apart = html("p", { class: "ow-said", "data-value": "distance" });
  root.append(map, html("div", { class: "ow-controls" }, html("label", { class: "ow-control" }, html("span", { text: "edge" }), list), html("label", { class: "ow-control" }, html("span", { text: "drag" }), slider, said)), plane.node, note, apart);

  function choose(i) {
    chosen = i;
    list.value = i;
    slider.value = 0;
    lines.forEach((path, j) => path.classList.toggle("ow-here", i === j));
    play();
  }

  /** The parameter at the slider: by its logarithm where it spans decades. */
  function at() {
    const { low, high, whole } = edges[chosen];
    const share = Number(slider.value) / 1000;
    const value = low > 0 && high / low > 30 ? low * (high / low) ** share : low + (high - low) * share;
    return whole ? Math.round(value) : value;
  }

  function play() {
    const edge = edges[chosen];
    const value = at();
    said.textContent = `${edge.parameter} = ${format(value)}`;
    pair = JSON.parse(source.wasm.distribution_pair(chosen, value));
    const all = [pair.first, pair.second];
    const tops = all.map((c) => Math.max(...c.density.filter(Number.isFinite)));
    const x = all.flatMap((c) => [c.x[0], c.x.at(-1)]).filter(Number.isFinite);
    plane.fit([[Math.min(...x), 0], [Math.max(...x), Math.min(Math.max(...tops), 8 * Math.max(1e-9, Math.min(...tops)), 20)]]);
    note.textContent = `${edge.from} → ${edge.to}, ${KINDS[edge.relation]}. ${edge.says}`;
    apart.textContent = edge.relation === "limit" || edge.relation === "special" ? `Largest distance of the cumulatives: ${format(pair.distance, 3)}` : "";
    draw();
  }

  function draw() {
    if (!pair) return;
    plane.layer.first.replaceChildren(...marks(plane, pair.first, "ow-c0", "first"));
    plane.layer.second.replaceChildren(...marks(plane, pair.second, "ow-c1", "second"));
  }
  choose(Math.max(0, edges.findIndex((e) => e.from === "binomial" && e.to === (source.options.to ?? "normal"))));
  return { value: () => undefined };
}
