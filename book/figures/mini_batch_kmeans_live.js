// Mini-batch k-means in the book: the library runs again whenever a control changes.

import { button, number } from "openwork/controls.js";
import { groups } from "openwork/data.js";
import { html } from "openwork/draw.js";
import { MiniBatchKMeansView } from "openwork/mini_batch_kmeans.js";

const DATA = groups([[1.2, 1, 0.75, 150], [4.6, 1.4, 0.75, 150], [2.4, 4.1, 0.75, 150], [6.2, 4.4, 0.75, 150]], 3);

/** Draws the live figure. */
export function mount(root, { wasm }) {
  const { points, names } = DATA;
  const settings = { k: 4, batch_size: 20, seed: 0 };
  const controls = html("div", { class: "ow-controls" });
  const problem = html("p", { class: "ow-problem", role: "alert" });
  root.append(controls, problem);
  const view = new MiniBatchKMeansView(root);
  const set = (change) => {
    Object.assign(settings, change);
    problem.textContent = "";
    try {
      const recording = JSON.parse(wasm.mini_batch_kmeans(new Float64Array(points.flat()), JSON.stringify(settings)));
      view.load({ points, names, shown: points.length, total: points.length }, recording);
    } catch (error) {
      problem.textContent = error.message ?? String(error);
    }
  };
  const dress = () =>
    controls.replaceChildren(
      number("k", "k", { min: 1, max: 10 }, settings.k, (k) => set({ k })),
      number("batch_size", "batch", { min: 1, max: points.length }, settings.batch_size, (batch_size) => set({ batch_size })),
      number("seed", "seed", { min: 0, max: 999999 }, settings.seed, (seed) => set({ seed })),
      button("again", "Another start", () => {
        set({ seed: settings.seed + 1 });
        dress();
      }),
    );
  dress();
  set({});
  return view;
}
