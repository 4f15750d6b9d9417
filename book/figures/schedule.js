// Learning-rate schedules, several over each other.

import { number } from "openwork/controls.js";
import { Plane, color, format, html, svg } from "openwork/draw.js";

const NAMED = (n) => ({
  constant: { schedule: "constant" },
  step: { schedule: "step", size: Math.ceil(n / 3), gamma: 0.3 },
  "multi-step": { schedule: "multi-step", milestones: [Math.floor(n / 2), Math.floor((3 * n) / 4)], gamma: 0.3 },
  exponential: { schedule: "exponential", gamma: 0.05 ** (1 / n) },
  cosine: { schedule: "cosine", steps: n, min: 0 },
  linear: { schedule: "linear", start: 0.1, end: 1, steps: Math.ceil(n / 10) },
  "warmup-cosine": { schedule: "warmup-cosine", start: 0.1, warmup: Math.ceil(n / 10), steps: n, min: 0 },
});

/** Draws the figure. */
export function mount(root, { wasm }) {
  root.classList.add("ow-figure");
  const state = { steps: 100, on: new Set(["step", "cosine", "warmup-cosine"]), at: 0 };
  const plane = new Plane({ layers: ["line", "now"], redraw: () => draw(), ratio: 0.45, label: "learning rate by step", axes: ["step", "rate, of the rate at the start"] });
  const boxes = html("div", { class: "ow-controls" });
  const told = html("p", { class: "ow-note", "aria-live": "polite" });
  const slider = html("input", { type: "range", name: "at", min: 0, max: 99, value: 0, "aria-label": "step", oninput: () => {
    state.at = Number(slider.value);
    draw();
  } });
  let rates = {};
  function run() {
    rates = Object.fromEntries(Object.entries(NAMED(state.steps)).map(([name, schedule]) => [name, wasm.schedule_rates(JSON.stringify(schedule), 1, state.steps)]));
    slider.max = state.steps - 1;
    state.at = Math.min(state.at, state.steps - 1);
    plane.fit([], { ranges: [[0, state.steps - 1 || 1], [0, 1.05]] });
    draw();
  }
  function draw() {
    const shown = Object.keys(rates).filter((name) => state.on.has(name));
    const label = (name) => Object.keys(rates).indexOf(name);
    plane.layer.line.replaceChildren(
      ...shown.map((name) => svg("path", { d: `M${Array.from(rates[name], (r, i) => `${plane.x(i).toFixed(1)} ${plane.y(r).toFixed(1)}`).join("L")}`, class: color(label(name)), style: "fill:none", stroke: "currentColor", "stroke-width": 2, "data-schedule": name })),
    );
    plane.layer.now.replaceChildren(...shown.map((name) => svg("circle", { cx: plane.x(state.at), cy: plane.y(rates[name][state.at]), r: 5, class: color(label(name)), style: "fill:currentColor" })));
    told.textContent = `Step ${state.at}: ${shown.map((name) => `${name} ${format(rates[name][state.at])}`).join(", ")}`;
  }
  for (const [i, name] of Object.keys(NAMED(10)).entries()) {
    const box = html("input", { type: "checkbox", name, checked: state.on.has(name), onchange: () => {
      if (state.on.has(name)) state.on.delete(name);
      else state.on.add(name);
      draw();
    } });
    const dot = svg("svg", { viewBox: "-6 -6 12 12", width: 12, height: 12, "aria-hidden": "true" }, svg("circle", { r: 5, class: color(i), fill: "currentColor" }));
    boxes.append(html("label", { class: "ow-control" }, box, dot, html("span", { text: name })));
  }
  boxes.append(number("steps", "steps", { min: 10, max: 1000 }, state.steps, (steps) => {
    state.steps = steps;
    run();
  }));
  root.append(boxes, plane.node, html("label", { class: "ow-control" }, html("span", { text: "step" }), slider), told);
  run();
  return { run };
}
