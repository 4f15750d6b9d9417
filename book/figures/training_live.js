// A network in training in the book: two spirals, and the settings to learn them with.

import { button, choice, number } from "openwork/controls.js";
import { html } from "openwork/draw.js";
import { TrainingView } from "openwork/training.js";

const WINDOW = [-6.5, 6.5, -6.5, 6.5];
const PLACES = 36;

/** Two spirals of `n` points each. */
function spirals(n) {
  const points = [];
  const labels = [];
  for (let i = 0; i < n; i++) {
    const turn = 0.6 + (3.6 * i) / n;
    const radius = 1 + (4.6 * i) / n;
    for (const k of [0, 1]) {
      const wobble = 0.18 * Math.sin(7 * i + 3 * k);
      points.push([(radius + wobble) * Math.cos(turn + k * Math.PI), (radius + wobble) * Math.sin(turn + k * Math.PI)]);
      labels.push(k);
    }
  }
  return { points, labels };
}

/** Draws the live figure. */
export function mount(root, { wasm }) {
  const data = spirals(60);
  const settings = { hidden: [16, 16], activation: "tanh", optimizer: "adam", lr: 0.02, momentum: 0.9, epochs: 60, batch: 16, seed: 0, window: WINDOW, places: PLACES };
  const controls = html("div", { class: "ow-controls" });
  const problem = html("p", { class: "ow-problem", role: "alert" });
  const told = html("p", { class: "ow-told" });
  root.append(controls, problem, told);
  const view = new TrainingView(root, { window: WINDOW, places: PLACES, ...data });
  const set = (change) => {
    Object.assign(settings, change);
    problem.textContent = "";
    try {
      const made = JSON.parse(wasm.train_mlp(new Float64Array(data.points.flat()), new Uint32Array(data.labels), JSON.stringify(settings)));
      view.load(made.data, made.recording);
      view.player.go(view.frames.length - 1);
      told.textContent = `${made.data.right} of ${data.points.length} points right after ${settings.epochs} passes.`;
      told.dataset.right = made.data.right;
    } catch (error) {
      problem.textContent = error.message ?? String(error);
    }
  };
  const rates = [["0.001", "0.001"], ["0.005", "0.005"], ["0.02", "0.02"], ["0.1", "0.1"], ["1", "1"]];
  const dress = () =>
    controls.replaceChildren(
      choice("hidden", "hidden layers", [["4", "4"], ["16", "16"], ["16,16", "16, 16"], ["8,8,8,8", "8, 8, 8, 8"]], settings.hidden.join(","), (text) => set({ hidden: text.split(",").map(Number) })),
      choice("activation", "activation", ["relu", "tanh", "sigmoid", "silu", "gelu"].map((a) => [a, a]), settings.activation, (activation) => set({ activation })),
      choice("optimizer", "optimizer", ["sgd", "momentum", "adagrad", "rmsprop", "adam", "adamw"].map((o) => [o, o]), settings.optimizer, (optimizer) => set({ optimizer })),
      choice("lr", "learning rate", rates, String(settings.lr), (text) => set({ lr: Number(text) })),
      number("batch", "batch", { min: 1, max: 120 }, settings.batch, (batch) => set({ batch })),
      number("epochs", "passes", { min: 1, max: 200 }, settings.epochs, (epochs) => set({ epochs })),
      button("again", "Another start", () => set({ seed: settings.seed + 1 })),
    );
  dress();
  set({});
  return view;
}
