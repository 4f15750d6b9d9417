// Scores that the reader moves, and the probabilities that the softmax makes of them.

import { format, html } from "openwork/draw.js";
import { slider } from "openwork/function_curve.js";

const START = [2, 1, 0, -1];

/** Draws the figure. */
export function mount(root, source) {
  root.classList.add("ow-figure");
  const scores = [...START];
  const masked = START.map(() => false);
  let [temperature, shift, zero] = [1, 0, false];
  const cells = START.map(() => html("td"));
  const bars = START.map(() => html("meter", { min: 0, max: 1, value: 0 }));
  const said = html("p", { class: "ow-note", "aria-live": "polite" });
  const tick = (name, text, change) => html("label", { class: "ow-control" }, html("input", { type: "checkbox", name, onchange: (e) => (change(e.target.checked), draw()) }), html("span", { text }));
  root.append(
    html("div", { class: "ow-controls" },
      slider("shift", "add to all", { min: -10000, max: 10000, step: 100 }, 0, (v) => ((shift = v), draw())),
      slider("temperature", "divide all by", { min: 0.1, max: 5, step: 0.1 }, 1, (v) => ((temperature = v), draw())),
      tick("zero", "a row that is masked whole is zeros", (on) => (zero = on)),
    ),
    html("table", { class: "ow-table" },
      html("tr", {}, ...["score", "mask", "probability", ""].map((text) => html("th", { text }))),
      ...START.map((_, i) =>
        html("tr", {},
          html("td", {}, slider(`score${i}`, `score ${i + 1}`, { min: -10, max: 10, step: 0.1 }, scores[i], (v) => ((scores[i] = v), draw()))),
          html("td", {}, tick(`mask${i}`, "masked", (on) => (masked[i] = on))),
          cells[i],
          html("td", {}, bars[i]),
        ),
      ),
    ),
    said,
  );
  function draw() {
    const x = Float32Array.from(scores, (score, i) => (masked[i] ? -Infinity : score / temperature + shift));
    const p = source.wasm.softmax_shown(x, zero);
    p.forEach((v, i) => {
      cells[i].textContent = format(v);
      cells[i].dataset.p = v;
      bars[i].value = Number.isFinite(v) ? v : 0;
    });
    said.textContent = p.some(Number.isNaN) ? "Every score is masked: there is no distribution, and the result is NaN." : `They sum to ${format(p.reduce((a, b) => a + b, 0), 6)}.`;
  }
  draw();
}
