// Where logistic regression goes wrong, and what mends it: each run by the library.

import { groups } from "openwork/data.js";
import { Plane, color, format, html, shape, svg } from "openwork/draw.js";

// Two groups with a gap between them.
const APART = groups([[1.5, 2, 0.6, 25], [4.5, 3, 0.6, 25]], 5);

// The class follows both features; the second has a thousand times the numbers of the first.
const SCALES = (() => {
  const { points, labels } = groups([[2, 2, 1, 45], [4, 4, 1, 45]], 9);
  return { points: points.map(([x, y]) => [x, 1000 * y]), labels, names: ["rooms", "rent in a year"] };
})();

const OVERLAPPING = groups([[2, 2, 1.2, 45], [4, 3, 1.2, 45]], 3);
const size = ({ coef }) => Math.hypot(...coef.flat());
const percent = (share) => `${Math.round(100 * share)} %`;

/** Each pitfall gives data, settings and a sentence about what came out, failing and mended. */
export const PITFALLS = {
  separable: {
    failing: () => ({
      data: APART,
      settings: { solver: "newton", penalty: "none", c: 1, tol: 1e-300, max_iter: 25 },
      tell: (frames) =>
        `No penalty and a gap between the classes: every round makes the coefficients larger, their length is ${format(size(frames.at(-1)))} after ${frames.length - 1} rounds, and there is no end. The probabilities become 0 and 1; the library says that it has not converged.`,
    }),
    mended: () => ({
      data: APART,
      settings: { solver: "newton", penalty: "l2", c: 1, tol: 1e-8, max_iter: 25 },
      tell: (frames) => `With an L2 penalty there is one best answer: length ${format(size(frames.at(-1)))}, reached in ${frames.length - 1} rounds.`,
    }),
  },
  scale: {
    failing: () => ({
      data: SCALES,
      settings: { solver: "gradient", penalty: "l2", c: 1, learning_rate: null, max_iter: 200 },
      tell: (frames, view) =>
        `The rate that the second feature can bear is far too small for the first and for the intercept: after 200 rounds the loss is ${format(frames.at(-1).loss)}, and ${percent(view.right(frames.at(-1)))} of the points are on their side.`,
    }),
    mended: ({ standardised }) => ({
      data: standardised(SCALES),
      settings: { solver: "gradient", penalty: "l2", c: 1, learning_rate: null, max_iter: 200 },
      tell: (frames, view) =>
        `The same with both features at mean 0 and standard deviation 1: the loss is ${format(frames.at(-1).loss)}, and ${percent(view.right(frames.at(-1)))} are on their side. L-BFGS and Newton here do this by themselves.`,
    }),
  },
  rate: {
    failing: () => ({
      data: OVERLAPPING,
      settings: { solver: "gradient", penalty: "l2", c: 1, learning_rate: 4, max_iter: 60 },
      tell: (frames) => {
        const rises = frames.filter((frame, i) => i > 0 && frame.loss > frames[i - 1].loss).length;
        return `Learning rate 4: each step flies past the valley's floor. The loss rose in ${rises} of ${frames.length - 1} rounds and is ${format(frames.at(-1).loss)}.`;
      },
    }),
    mended: () => ({
      data: OVERLAPPING,
      settings: { solver: "gradient", penalty: "l2", c: 1, learning_rate: null, max_iter: 60 },
      tell: (frames) => `The safe rate, ${format(frames.at(-1).step.step)}, is one over a bound of the curvature: the loss never rises, and is ${format(frames.at(-1).loss)}.`,
    }),
  },
};

/** The loss of a wrong answer by the formula as it stands, and by the library, for ever larger scores. */
export function mountOverflow(root, wasm) {
  root.classList.add("ow-figure");
  const titles = ["−log(1 / (1 + e⁻ˢ)), as it stands", "max(−s, 0) + log1p(e^−|s|), by the library"];
  const powers = Array.from({ length: 33 }, (_, i) => i / 8);
  const losses = powers.map((power) => [...wasm.log_losses(-(10 ** power))]);
  const label = "loss against the size of the score, both as powers of ten";
  const plane = new Plane({ layers: ["points", "ring"], redraw: () => draw(), label, axes: ["score, power of ten", "loss, power of ten"], ratio: 0.35 });
  plane.fit([[0, 0], [4, 4]]);
  const rows = titles.map((title, i) => {
    const value = html("strong", { "data-loss": "" });
    return { value, node: html("p", { class: color(1 - i) }, `${title}: `, value) };
  });
  const said = html("output", {});
  const told = html("p", { class: "ow-told", "aria-live": "polite" });
  const slider = html("input", { type: "range", min: 0, max: 4, step: 0.125, value: 1, "aria-label": "size of the score, as a power of ten", oninput: () => draw() });
  root.append(html("label", { class: "ow-control" }, html("span", { text: "score of the true class" }), slider, said), plane.node, ...rows.map((row) => row.node), told);

  function draw() {
    if (!losses) return;
    const power = Number(slider.value);
    const now = losses[Math.round(8 * power)];
    said.textContent = format(-(10 ** power));
    now.forEach((loss, i) => (rows[i].value.textContent = format(loss, 6)));
    const marks = powers.flatMap((at, j) =>
      losses[j].flatMap((loss, i) => {
        if (!Number.isFinite(loss)) return [];
        const place = `translate(${plane.x(at).toFixed(1)} ${plane.y(Math.log10(loss)).toFixed(1)}) scale(${i === 0 ? 5 : 2.5})`;
        return [svg("path", { class: `ow-point ${color(1 - i)}`, d: shape(1 - i), transform: place })];
      }),
    );
    plane.layer.points.replaceChildren(...marks);
    plane.layer.ring.replaceChildren(svg("circle", { cx: plane.x(power), cy: plane.y(Math.log10(now[1])), r: 9, class: "ow-ring" }));
    told.textContent = Number.isFinite(now[0])
      ? "Both agree so far."
      : "e to the power of the score has overflowed: the loss is infinite, its gradient is not a number, and from here on neither is any coefficient.";
  }
  draw();
  return { draw };
}
