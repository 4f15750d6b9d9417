// A distribution's density and cumulative, its parameters as sliders, and samples that pile up beside the density.

import { button } from "openwork/controls.js";
import { Plane, format, html, svg } from "openwork/draw.js";

/** Sliders: least, most, step. */
const RANGES = {
  p: [0.01, 0.99, 0.01], n: [1, 100, 1], rate: [0.1, 40, 0.1], mean: [-5, 5, 0.1], std: [0.1, 5, 0.1], low: [-5, 0, 0.1], high: [0.1, 5, 0.1],
  scale: [0.1, 5, 0.1], shape: [0.2, 10, 0.1], df: [0.5, 40, 0.5], a: [0.2, 20, 0.1], b: [0.2, 20, 0.1], mu: [-2, 2, 0.1], sigma: [0.1, 2, 0.05], loc: [-5, 5, 0.1],
};

/** The points of a curve in a plane, as SVG wants them. */
export const line = (plane, x, y) => x.map((v, i) => [v, y[i]]).filter((p) => p.every(Number.isFinite)).map(([a, b]) => `${plane.x(a).toFixed(1)},${plane.y(b).toFixed(1)}`).join(" ");

/** A curve, or, for a mass, one stem a number. */
export function marks(plane, { discrete, x, density }, color, data) {
  if (!discrete) return [svg("polyline", { points: line(plane, x, density), class: `ow-density ${color}`, "data-curve": data })];
  return x.map((k, i) => svg("path", { d: `M${plane.x(k).toFixed(1)} ${plane.y(0).toFixed(1)}V${plane.y(density[i]).toFixed(1)}`, class: `ow-stem ${color}`, "data-mass": data }));
}

export function mount(root, source) {
  root.classList.add("ow-figure");
  const { name, ...given } = source.options;
  const parameters = Object.fromEntries(Object.entries(given).map(([key, value]) => [key, Number(value)]));
  let samples = [];
  let seed = 1;
  let found;
  const plane = new Plane({ layers: ["bars", "curve"], redraw: () => draw(), ratio: 0.4, label: name, axes: ["x", "density"] });
  const below = new Plane({ layers: ["curve"], redraw: () => draw(), ratio: 0.24, label: "cumulative", axes: ["x", "P(X ≤ x)"], small: true });
  const note = html("p", { class: "ow-note", "aria-live": "polite" });
  const slider = (key) => {
    const [min, max, step] = RANGES[key] ?? [0.1, 10, 0.1];
    const said = html("output", { text: format(parameters[key]) });
    const field = html("input", { type: "range", name: key, min, max, step, value: parameters[key], oninput: () => {
      parameters[key] = Number(field.value);
      said.textContent = format(parameters[key]);
      samples = [];
      ask();
    } });
    return html("label", { class: "ow-control" }, html("span", { text: key }), field, said);
  };
  root.append(
    html("div", { class: "ow-controls" },
      ...Object.keys(parameters).map(slider),
      button("draw", "Draw 500", () => {
        samples = samples.concat([...source.wasm.distribution_samples(name, JSON.stringify(parameters), 500, seed++)]);
        draw();
      }),
    ),
    plane.node, below.node, note,
  );

  function ask() {
    try {
      found = JSON.parse(source.wasm.distribution_curve(name, JSON.stringify(parameters)));
    } catch (error) {
      note.textContent = error.message;
      return;
    }
    const top = Math.min(Math.max(...found.density.filter(Number.isFinite)), 20);
    plane.fit([[found.x[0], 0], [found.x.at(-1), top]]);
    below.fit([[found.x[0], 0], [found.x.at(-1), 1]]);
    draw();
  }

  function draw() {
    if (!found) return;
    plane.layer.bars.replaceChildren(...bars());
    plane.layer.curve.replaceChildren(...marks(plane, found, "ow-c0", "density"));
    const { x, cumulative, discrete } = found;
    const stairs = discrete ? [x.flatMap((k) => [k, k]), cumulative.flatMap((p, i) => [i ? cumulative[i - 1] : 0, p])] : [x, cumulative];
    below.layer.curve.replaceChildren(svg("polyline", { points: line(below, ...stairs), class: "ow-density ow-c1", "data-curve": "cumulative" }));
    const drawn = samples.length ? ` ${samples.length} samples, their mean is ${format(samples.reduce((a, b) => a + b) / samples.length)}.` : "";
    note.textContent = `The mean is ${format(found.mean)}, the standard deviation ${format(found.std)}.${drawn}`;
  }

  /** The samples as a histogram on the density's scale. */
  function bars() {
    if (!samples.length) return [];
    const [low, high] = [found.x[0], found.x.at(-1)];
    const width = found.discrete ? 1 : (high - low) / 40;
    const start = found.discrete ? low - 0.5 : low;
    const counts = new Map();
    for (const s of samples) counts.set(Math.floor((s - start) / width), (counts.get(Math.floor((s - start) / width)) ?? 0) + 1);
    return [...counts].filter(([i]) => i >= 0 && start + i * width <= high + 0.5).map(([i, count]) => {
      const [x0, x1] = [plane.x(start + i * width), plane.x(start + (i + 1) * width)];
      const y = plane.y(count / samples.length / width);
      return svg("rect", { x: x0, y, width: Math.max(1, x1 - x0 - 1), height: Math.max(0, plane.y(0) - y), class: "ow-bar", "data-count": count });
    });
  }
  ask();
  return { value: () => undefined };
}
