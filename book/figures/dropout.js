// The masks of dropout, call by call.

import { format, html, svg } from "openwork/draw.js";
import { slider } from "openwork/function_curve.js";

const [ROWS, COLUMNS] = [12, 24];

/** Draws the figure. */
export function mount(root, source) {
  root.classList.add("ow-figure");
  const state = { p: 0.5, seed: 0, call: 0 };
  const cells = svg("svg", { viewBox: `0 0 ${COLUMNS * 10} ${ROWS * 10}`, role: "img", "aria-label": "Which numbers are kept", class: "ow-plane" });
  const said = html("p", { class: "ow-note", "aria-live": "polite" });
  const set = (change) => (Object.assign(state, change), draw());
  root.append(
    html("div", { class: "ow-controls" },
      slider("p", "p", { min: 0, max: 1, step: 0.05 }, state.p, (p) => set({ p })),
      slider("seed", "seed", { min: 0, max: 20, step: 1 }, 0, (seed) => set({ seed })),
      html("button", { type: "button", "data-act": "next", text: "next call", onclick: () => set({ call: state.call + 1 }) }),
    ),
    cells,
    said,
  );
  function draw() {
    const y = source.wasm.dropout_shown(ROWS * COLUMNS, state.p, state.seed, state.call);
    cells.replaceChildren(
      ...[...y].map((v, i) =>
        svg("rect", { x: (i % COLUMNS) * 10 + 0.5, y: Math.floor(i / COLUMNS) * 10 + 0.5, width: 9, height: 9, class: v > 0 ? "ow-c0" : "ow-none", fill: "currentColor", "fill-opacity": v > 0 ? 0.9 : 0.12, "data-kept": v > 0 ? 1 : 0 }),
      ),
    );
    const kept = [...y].filter((v) => v > 0).length;
    const mean = y.reduce((a, b) => a + b, 0) / y.length;
    said.textContent = `Call ${state.call}: ${kept} of ${y.length} ones are kept and become ${format(Math.max(...y))}; the mean is ${format(mean, 3)}.`;
  }
  draw();
}
