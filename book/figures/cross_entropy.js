// Scores of classes, the true one, and the gradient: probabilities less the target.

import { choice } from "openwork/controls.js";
import { format, html } from "openwork/draw.js";
import { slider } from "openwork/function_curve.js";

const START = [3, 1, 0];

/** Draws the figure. */
export function mount(root, source) {
  root.classList.add("ow-figure");
  const scores = [...START];
  let [truth, smoothing] = [0, 0];
  const cells = START.map(() => ({ p: html("td"), gradient: html("td"), push: html("td") }));
  const said = html("p", { class: "ow-note", "aria-live": "polite" });
  root.append(
    html("div", { class: "ow-controls" },
      choice("truth", "the true class", START.map((_, i) => [String(i), `class ${i + 1}`]), "0", (v) => ((truth = Number(v)), draw())),
      slider("smoothing", "label smoothing", { min: 0, max: 0.5, step: 0.05 }, 0, (v) => ((smoothing = v), draw())),
    ),
    html("table", { class: "ow-table" },
      html("tr", {}, ...["score", "probability", "gradient", "a step makes it"].map((text) => html("th", { text }))),
      ...START.map((_, i) =>
        html("tr", {},
          html("td", {}, slider(`score${i}`, `class ${i + 1}`, { min: -10, max: 10, step: 0.1 }, scores[i], (v) => ((scores[i] = v), draw()))),
          cells[i].p, cells[i].gradient, cells[i].push,
        ),
      ),
    ),
    said,
  );
  function draw() {
    const { loss, probabilities, gradient } = JSON.parse(source.wasm.cross_entropy_shown(Float32Array.from(scores), truth, smoothing));
    cells.forEach((cell, i) => {
      cell.p.textContent = format(probabilities[i]);
      cell.gradient.textContent = format(gradient[i]);
      cell.push.textContent = gradient[i] > 1e-6 ? "smaller" : gradient[i] < -1e-6 ? "larger" : "no other";
    });
    said.textContent = `The loss is ${format(loss)}; the gradients sum to ${format(Math.round(gradient.reduce((a, b) => a + b, 0) * 1e6) / 1e6)}.`;
    said.dataset.loss = loss;
  }
  draw();
}
