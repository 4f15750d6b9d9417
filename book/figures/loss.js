// Losses over the answer, with their derivatives.

import { choice } from "openwork/controls.js";
import { html } from "openwork/draw.js";
import { FunctionCurve, places, slider } from "openwork/function_curve.js";

// Name, what is written, range of the answer, target.
const LOSSES = {
  mse: ["squared error", -4, 4, 0],
  mae: ["absolute error", -4, 4, 0],
  huber: ["Huber", -4, 4, 0],
  hinge: ["hinge, the truth is 1", -4, 4, 1],
  bce: ["cross entropy of a probability, the truth is 1", 0.01, 0.99, 1],
  bce_logits: ["cross entropy of a logit, the truth is 1", -6, 6, 1],
  kl_div: ["divergence from 0.5, over the logarithm", -4, 0, 0.5],
};

/** Draws the figure. */
export function mount(root, source) {
  root.classList.add("ow-figure");
  let [name, delta] = ["mse", 1];
  const curve = new FunctionCurve("The loss and its derivative", ["answer", ""]);
  const said = html("p", { class: "ow-note", "aria-live": "polite" });
  const width = slider("delta", "delta", { min: 0.1, max: 3, step: 0.1 }, delta, (v) => ((delta = v), draw()));
  root.append(
    html("div", { class: "ow-controls" }, choice("loss", "loss", Object.entries(LOSSES).map(([n, [text]]) => [n, text]), name, (n) => ((name = n), draw())), width),
    curve.node,
    said,
  );
  function draw() {
    width.hidden = name !== "huber";
    const [text, low, high, target] = LOSSES[name];
    const x = places(low, high);
    const values = JSON.parse(source.wasm.loss_curve(name, delta, target, x));
    curve.load(x, values);
    const pull = Math.max(...values.map(([, slope]) => Math.abs(slope)));
    said.textContent = `${text[0].toUpperCase()}${text.slice(1)}: the steepest derivative in this range is ${Number(pull.toPrecision(3))}.`;
  }
  draw();
}
