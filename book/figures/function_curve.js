// A function and its derivative over a range, the reader's place marked.

import { Plane, format, html, svg } from "openwork/draw.js";
import { numbers } from "openwork/words.js";

/** Places from low to high. */
export const places = (low, high, count = 241) => Float64Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1));

/** A labelled slider; `change` gets the number. */
export function slider(name, text, { min, max, step }, value, change) {
  const shown = html("output", { text: format(value) });
  const field = html("input", {
    type: "range", name, min, max, step, value, "aria-label": text,
    oninput: () => {
      shown.textContent = format(Number(field.value));
      change(Number(field.value));
    },
  });
  return html("label", { class: "ow-control" }, html("span", { text }), field, shown);
}

/** The picture: `load` draws `[value, derivative]` at the places, `mark` shows one place. */
export class FunctionCurve {
  constructor(label, axes) {
    this.plane = new Plane({ layers: ["line", "now"], redraw: () => this.draw(), label, axes });
    this.values = html("dl", { class: "ow-values" });
    this.node = html("div", {}, this.plane.node, this.values);
    this.x = [];
    this.curve = [];
    this.at = 0;
    this.plane.node.addEventListener("pointermove", (event) => this.mark(this.plane.at(event)[0]));
  }

  load(x, curve) {
    [this.x, this.curve] = [x, curve];
    const heights = curve.flat().filter(Number.isFinite);
    this.plane.fit([...x].flatMap((v, i) => curve[i].map((y) => [v, Number.isFinite(y) ? y : 0])), { ranges: heights.length ? undefined : [[0, 1], [0, 1]] });
    this.mark(this.at);
  }

  mark(at) {
    this.at = at;
    this.draw();
  }

  draw() {
    if (this.x.length === 0) return;
    const path = (k) =>
      [...this.x].map((v, i) => [v, this.curve[i][k]]).filter(([, y]) => Number.isFinite(y)).map(([v, y]) => `${this.plane.x(v).toFixed(1)},${this.plane.y(y).toFixed(1)}`).join(" ");
    this.plane.layer.line.replaceChildren(
      svg("polyline", { points: path(0), class: "ow-c0", fill: "none", stroke: "currentColor", "stroke-width": 2.5, "data-curve": "value" }),
      svg("polyline", { points: path(1), class: "ow-c1", fill: "none", stroke: "currentColor", "stroke-width": 2, "stroke-dasharray": "6 4", "data-curve": "derivative" }),
    );
    let near = 0;
    for (let i = 1; i < this.x.length; i++) if (Math.abs(this.x[i] - this.at) < Math.abs(this.x[near] - this.at)) near = i;
    const [value, slope] = this.curve[near];
    this.plane.layer.now.replaceChildren(svg("circle", { cx: this.plane.x(this.x[near]), cy: this.plane.y(value), r: 5 }));
    this.values.replaceChildren(...numbers([["x", format(this.x[near])], ["value", format(value)], ["derivative (dashed)", format(slope)]]));
  }
}
