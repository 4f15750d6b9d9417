// Activations with their derivatives, and what they do to a gradient that goes back through many layers.

import { choice } from "openwork/controls.js";
import { format, html } from "openwork/draw.js";
import { FunctionCurve, places, slider } from "openwork/function_curve.js";

const NAMES = ["sigmoid", "tanh", "relu", "leaky_relu", "silu", "gelu", "gelu_tanh", "elu", "softplus"];
const GATES = ["glu", "swiglu", "geglu", "reglu"];

/** Draws the figure. */
export function mount(root, source) {
  root.classList.add("ow-figure");
  const gates = source.options?.name === "glu";
  const names = gates ? GATES : NAMES;
  const state = { name: names[0], alpha: 0.1, weight: 1, start: 1, layers: 10 };
  const curve = new FunctionCurve("The function and its derivative", ["x", ""]);
  const alpha = slider("alpha", "alpha", { min: -0.5, max: 2, step: 0.05 }, state.alpha, (v) => set({ alpha: v }));
  const chain = html("table", { class: "ow-table" });
  const said = html("p", { class: "ow-note", "aria-live": "polite" });
  const set = (change) => {
    Object.assign(state, change);
    draw();
  };
  const controls = [choice("function", "function", names.map((n) => [n, n.replace("_", " ")]), state.name, (name) => set({ name })), alpha];
  if (!gates)
    controls.push(
      slider("layers", "layers", { min: 1, max: 30, step: 1 }, state.layers, (v) => set({ layers: v })),
      slider("weight", "weight", { min: -3, max: 5, step: 0.1 }, state.weight, (v) => set({ weight: v })),
      slider("start", "input", { min: -5, max: 5, step: 0.1 }, state.start, (v) => set({ start: v })),
    );
  root.append(html("div", { class: "ow-controls" }, ...controls), curve.node, ...(gates ? [] : [chain]), said);

  function draw() {
    alpha.hidden = !["leaky_relu", "elu"].includes(state.name);
    const x = places(-6, 6);
    curve.load(x, JSON.parse(source.wasm.activation_curve(state.name, state.alpha, x)));
    if (gates) {
      said.textContent = "What goes through of 1, over the number that opens the gate.";
      return;
    }
    const { values, gradients } = JSON.parse(source.wasm.activation_chain(state.name, state.alpha, state.weight, state.start, state.layers));
    const shown = [...new Set([0, 1, 2, 3, state.layers - 1, state.layers])].filter((i) => i >= 0 && i <= state.layers).sort((a, b) => a - b);
    chain.replaceChildren(
      html("tr", {}, html("th", { text: "layer" }), ...shown.map((i) => html("th", { text: i === 0 ? "input" : String(i) }))),
      html("tr", {}, html("th", { text: "value" }), ...shown.map((i) => html("td", { text: format(values[i]) }))),
      html("tr", {}, html("th", { text: "gradient of the last" }), ...shown.map((i) => html("td", { text: format(gradients[i]), "data-gradient": i }))),
    );
    const left = Math.abs(gradients[0]);
    said.textContent = left === 0 ? "Nothing of the gradient reaches the input." : `Through ${state.layers} layers ${format(left)} of the gradient reaches the input.`;
  }
  draw();
}
