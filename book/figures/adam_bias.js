// Adam's first steps: the two means with and without their correction, and how far the parameter moves.

import { number } from "openwork/controls.js";
import { Plane, color, format, html, svg } from "openwork/draw.js";
import { Player } from "openwork/player.js";

const STEPS = 60;

/** A gradient of 1 with noise, the same for the same seed. */
function gradients(seed) {
  let state = (seed * 2654435761 + 1) >>> 0;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
  return Float32Array.from({ length: STEPS }, () => 1 + 0.8 * (next() + next() - 1));
}

/** Draws the figure. */
export function mount(root, { wasm }) {
  root.classList.add("ow-figure");
  const settings = { beta1: 0.9, beta2: 0.999, seed: 1 };
  const problem = html("p", { class: "ow-problem", role: "alert" });
  const means = new Plane({ layers: ["line", "now"], redraw: () => draw(), ratio: 0.4, label: "the mean of the gradients, as it is and corrected", axes: ["step", "blue: mean, orange: corrected"] });
  const moves = new Plane({ layers: ["line", "now"], redraw: () => draw(), ratio: 0.4, label: "the step, in learning rates", axes: ["step", "in learning rates; blue: without correction, orange: with"] });
  const numbers = html("dl", { class: "ow-numbers" });
  const player = new Player(root, { show: () => draw(), label: "steps of Adam" });
  let seen = [];
  const share = (name, text) => {
    const field = html("input", { type: "range", name, min: 0, max: 0.999, step: 0.001, value: settings[name], "aria-label": text, oninput: () => {
      settings[name] = Number(field.value);
      shown.textContent = format(settings[name]);
      run();
    } });
    const shown = html("span", { text: format(settings[name]) });
    return html("label", { class: "ow-control" }, html("span", { text }), field, shown);
  };
  function run() {
    problem.textContent = "";
    try {
      seen = JSON.parse(wasm.adam_watched(gradients(settings.seed), 1, settings.beta1, settings.beta2));
      const both = (a, b) => seen.flatMap((s) => [[s.step, s[a]], [s.step, s[b]]]).concat([[0, 0]]);
      means.fit(both("mean", "corrected_mean"));
      moves.fit(both("moved", "moved_uncorrected"));
      player.load(seen.length);
      player.go(0);
    } catch (error) {
      problem.textContent = error.message ?? String(error);
    }
  }
  function line(plane, name, label) {
    const at = (s) => `${plane.x(s.step).toFixed(1)} ${plane.y(s[name]).toFixed(1)}`;
    return svg("path", { d: `M${seen.map(at).join("L")}`, class: color(label), style: "fill:none", stroke: "currentColor", "stroke-width": 2, "data-line": name });
  }
  function draw() {
    if (seen.length === 0) return;
    const now = seen[player.index];
    const dot = (plane, name, label) => svg("circle", { cx: plane.x(now.step), cy: plane.y(now[name]), r: 5, class: color(label), style: "fill:currentColor" });
    for (const [plane, a, b] of [[means, "mean", "corrected_mean"], [moves, "moved_uncorrected", "moved"]]) {
      plane.layer.line.replaceChildren(line(plane, a, 0), line(plane, b, 1));
      plane.layer.now.replaceChildren(dot(plane, a, 0), dot(plane, b, 1));
    }
    const pairs = [["step", now.step], ["gradient", now.gradient], ["mean", now.mean], ["corrected mean", now.corrected_mean], ["mean square", now.square], ["corrected square", now.corrected_square], ["step with", now.moved], ["step without", now.moved_uncorrected]];
    numbers.replaceChildren(...pairs.map(([name, value]) => html("div", {}, html("dt", { text: name }), html("dd", { "data-value": name, text: format(value) }))));
  }
  root.append(
    html("div", { class: "ow-controls" }, share("beta1", "beta 1"), share("beta2", "beta 2"), number("seed", "noise", { min: 1, max: 9999 }, settings.seed, (seed) => {
      settings.seed = seed;
      run();
    })),
    problem, html("div", { class: "ow-pair" }, means.node, moves.node), player.node, numbers,
  );
  run();
  return { player };
}
