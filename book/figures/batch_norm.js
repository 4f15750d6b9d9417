// Batches that drift, normalised by their own statistics and by the running ones; or rows, each by itself.

import { format, html, svg, Plane } from "openwork/draw.js";
import { slider } from "openwork/function_curve.js";
import { numbers } from "openwork/words.js";

const BATCHES = 12;

/** Numbers that look random and are always the same. */
function noise(seed) {
  let s = seed;
  const one = () => ((s = (Math.imul(s, 1664525) + 1013904223) >>> 0), s / 4294967296);
  return () => one() + one() + one() - 1.5;
}

/** Draws the figure. */
export function mount(root, source) {
  root.classList.add("ow-figure");
  const layer = source.options?.kind === "layer";
  const state = { size: 16, momentum: 0.1, drift: 1, far: 0, now: BATCHES - 1 };
  const before = new Plane({ layers: ["points"], redraw: () => draw(), label: "The numbers as they come", axes: [layer ? "row" : "batch", "numbers"], small: true, ratio: 0.25 });
  const after = new Plane({ layers: ["points"], redraw: () => draw(), label: "The numbers, normalised", axes: [layer ? "row" : "batch", "normalised"], small: true, ratio: 0.25 });
  const values = html("dl", { class: "ow-values" });
  const said = html("p", { class: "ow-note", "aria-live": "polite" });
  const set = (change) => (Object.assign(state, change), draw());
  root.append(
    html("div", { class: "ow-controls" },
      slider("size", layer ? "numbers in a row" : "batch size", { min: 2, max: 64, step: 1 }, state.size, (size) => set({ size })),
      slider("drift", "drift", { min: 0, max: 3, step: 0.1 }, state.drift, (drift) => set({ drift })),
      slider("far", "add to all", { min: 0, max: 10000, step: 100 }, 0, (far) => set({ far })),
      ...(layer ? [] : [
        slider("momentum", "momentum", { min: 0.01, max: 1, step: 0.01 }, state.momentum, (momentum) => set({ momentum })),
        slider("now", "batch", { min: 1, max: BATCHES, step: 1 }, BATCHES, (now) => set({ now: now - 1 })),
      ]),
    ),
    before.node, after.node, values, said,
  );
  const dots = (plane, rows, kind) => rows.flatMap((row, i) => row.map((v) => svg("circle", { cx: plane.x(i + 1 + (kind === "ow-c1" ? 0.25 : 0)), cy: plane.y(v), r: 2, class: kind, fill: "currentColor" })));

  function draw() {
    const next = noise(7);
    const rows = Array.from({ length: BATCHES }, (_, i) => Array.from({ length: state.size }, () => state.far + state.drift * i + (1 + 0.15 * state.drift * i) * next()));
    const flat = Float32Array.from(rows.flat());
    before.fit(rows.flatMap((row, i) => row.map((v) => [i + 1, v])));
    before.layer.points.replaceChildren(...dots(before, rows, "ow-c0"));
    if (layer) {
      const y = source.wasm.layer_norm_shown(flat, state.size);
      const normal = rows.map((_, i) => [...y.slice(i * state.size, (i + 1) * state.size)]);
      after.fit(normal.flatMap((row, i) => row.map((v) => [i + 1, v])));
      after.layer.points.replaceChildren(...dots(after, normal, "ow-c0"));
      const mean = normal[0].reduce((a, b) => a + b, 0) / state.size;
      values.replaceChildren(...numbers([["mean of the first row, normalised", format(Math.round(mean * 1e5) / 1e5)]]));
      said.textContent = "Each row has mean 0 and variance 1, whatever the others are.";
      return;
    }
    const steps = JSON.parse(source.wasm.batch_norm_watched(flat, state.size, state.momentum));
    after.fit(steps.flatMap((step, i) => [...step.trained, ...step.used].map((v) => [i + 1, v])));
    after.layer.points.replaceChildren(...dots(after, steps.map((s) => s.trained), "ow-c0"), ...dots(after, steps.map((s) => s.used), "ow-c1"));
    const step = steps[state.now];
    values.replaceChildren(...numbers([
      ["mean of the batch", format(step.mean)], ["its variance", format(step.variance)],
      ["running mean", format(step.running_mean)], ["running variance", format(step.running_variance)],
    ]));
    said.textContent = "Below, left of each pair: by the batch's own statistics, as in training. Right: by the running ones, as in use; they lag behind what drifts.";
  }
  draw();
}
