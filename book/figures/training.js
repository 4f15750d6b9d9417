// A network in training: its loss, the lengths of its gradients and, for points in the plane, the map of its answers.
//
// A page written by `--watch` carries the steps of its run; in the book the library trains anew whenever a control changes.

import { Curve, Plane, color, format, html, shape, svg } from "openwork/draw.js";
import { Player } from "openwork/player.js";

/** Draws the figure in `root`. */
export function mount(root, source) {
  if (source.kind === "live") return import("openwork/training_live.js").then((live) => live.mount(root, source));
  const view = new TrainingView(root, null);
  view.load(source.data, source.recording);
  return view;
}

/** The picture and its player; `window` and `places` are those of the map, null where there is none. */
export class TrainingView {
  constructor(root, map) {
    root.classList.add("ow-figure");
    this.map = map;
    this.frames = [];
    this.loss = new Curve({ label: "loss by step", axes: ["step", "loss of the batch"] });
    this.rate = new Curve({ label: "learning rate by step", axes: ["step", "learning rate"] });
    this.bars = html("table", { class: "ow-table ow-gradients" });
    this.numbers = html("dl", { class: "ow-numbers" });
    this.note = html("p", { class: "ow-note", "aria-live": "polite" });
    this.player = new Player(root, { label: "steps of the training", show: () => this.draw() });
    if (map) {
      this.plane = new Plane({ layers: ["map", "points"], redraw: () => this.draw(), ratio: 0.6, label: "the points and what the network answers", axes: ["x", "y"] });
      root.append(this.plane.node);
    }
    root.append(this.player.node, this.note, this.numbers, this.loss.node, this.rate.node, this.bars);
  }

  /** Takes `{parameters, history}` and a recording. */
  load(data, { start, steps }) {
    this.data = data;
    this.frames = [{ step: null, after: start }, ...steps];
    this.loss.load(steps.map(({ step }) => [step.step, step.loss]));
    this.rate.load(steps.map(({ step }) => [step.step, step.lr]));
    this.most = Math.max(1e-30, ...steps.flatMap(({ after }) => after.gradients.filter(Number.isFinite)));
    if (this.plane) {
      const [x0, x1, y0, y1] = this.map.window;
      this.plane.fit([], { ranges: [[x0, x1], [y0, y1]] });
    }
    this.player.load(this.frames.length);
  }

  draw() {
    const frame = this.frames[this.player.index];
    if (!frame) return;
    const { step, after } = frame;
    if (this.plane) this.drawMap(after.map);
    this.loss.mark(step?.step);
    this.rate.mark(step?.step);
    const judged = step?.validation;
    const pairs = [["step", step?.step ?? 0], ["epoch", step?.epoch ?? 0], ["loss", step?.loss], ["gradient", step?.gradient_norm], ["rate", step?.lr]];
    if (judged) pairs.push(["validation loss", judged.loss], ["validation score", judged.score]);
    this.numbers.replaceChildren(...pairs.map(([name, value]) => html("div", {}, html("dt", { text: name }), html("dd", { "data-value": name, text: format(value) }))));
    this.note.textContent = step?.not_finite ? `Not finite: ${step.not_finite}. No step was taken.` : "";
    this.bars.replaceChildren(
      html("tr", {}, html("th", { text: "parameter" }), html("th", { text: "length of its gradient" }), html("th")),
      ...this.data.parameters.map((name, i) => {
        const length = after.gradients[i];
        const part = Number.isFinite(length) ? (100 * length) / this.most : 0;
        const bar = svg("svg", { viewBox: "0 0 100 8", width: 160, height: 10, preserveAspectRatio: "none", "aria-hidden": "true" }, svg("rect", { width: part.toFixed(2), height: 8, class: color(0), fill: "currentColor" }));
        return html("tr", { "data-parameter": name }, html("td", { text: name }), html("td", { text: format(length) }), html("td", {}, bar));
      }),
    );
  }

  drawMap(answers) {
    const { window: [x0, x1, y0, y1], places, points, labels } = this.map;
    const [w, h] = [(x1 - x0) / places, (y1 - y0) / places];
    const { plane } = this;
    const box = [plane.x(x0 + w) - plane.x(x0) + 0.4, plane.y(y0) - plane.y(y0 + h) + 0.4];
    plane.layer.map.replaceChildren(
      ...answers.map((answer, i) =>
        svg("rect", { x: plane.x(x0 + (i % places) * w).toFixed(1), y: plane.y(y0 + (Math.floor(i / places) + 1) * h).toFixed(1), width: box[0].toFixed(1), height: box[1].toFixed(1), class: color(answer), "fill-opacity": 0.22 }),
      ),
    );
    plane.layer.points.replaceChildren(
      ...points.map((p, i) => svg("path", { d: shape(labels[i]), class: color(labels[i]), fill: "currentColor", transform: `translate(${plane.x(p[0]).toFixed(1)} ${plane.y(p[1]).toFixed(1)}) scale(3.5)` })),
    );
  }
}
