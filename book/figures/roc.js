// The threshold over the scores: a histogram to drag it through, the confusion matrix it makes, and the ROC curve drawn on the way.

import { Plane, format, html, svg } from "openwork/draw.js";
import { Player } from "openwork/player.js";

/** Draws the figure: of a recording as `--watch` writes it, or live. */
export async function mount(root, source) {
  if (source.kind === "recording") {
    const view = new RocView(root, source.data);
    view.load(source.data, source.recording);
    return view;
  }
  const { mountLive } = await import("openwork/roc_live.js");
  return mountLive(root, source);
}

/** The picture of one sweep. */
export class RocView {
  constructor(root, { score = "score" } = {}) {
    root.classList.add("ow-figure");
    this.scores = new Plane({ layers: ["bars", "cut"], redraw: () => this.draw(), ratio: 0.3, label: "histogram of the scores; drag the threshold", axes: [score, "rows (orange: positive)"] });
    this.curve = new Plane({ layers: ["guess", "line", "now"], redraw: () => this.draw(), ratio: 0.7, label: "ROC curve", axes: ["false positive rate", "true positive rate"] });
    this.matrix = html("table", { class: "ow-neighbors ow-matrix" });
    this.numbers = html("dl", { class: "ow-numbers" });
    this.note = html("p", { class: "ow-note", "aria-live": "polite" });
    this.player = new Player(root, { show: (index) => this.show(index), label: "threshold, from above all scores down" });
    this.handle = svg("rect", { width: 11, class: "ow-handle", tabindex: 0, role: "slider", "aria-label": "threshold; drag it or use the arrow keys" });
    root.append(this.scores.node, this.player.node, this.note, html("div", { class: "ow-pair" }, this.curve.node, html("div", {}, this.matrix, this.numbers)));
    this.listen();
  }

  listen() {
    const { node } = this.scores;
    const take = (event) => this.cut(this.scores.at(event)[0]);
    node.addEventListener("pointerdown", (event) => {
      node.setPointerCapture(event.pointerId);
      this.dragging = true;
      take(event);
    });
    node.addEventListener("pointermove", (event) => this.dragging && take(event));
    for (const end of ["pointerup", "pointercancel"]) node.addEventListener(end, () => (this.dragging = false));
    this.handle.addEventListener("keydown", (event) => {
      const way = { ArrowLeft: 1, ArrowDown: 1, ArrowRight: -1, ArrowUp: -1 }[event.key];
      if (!way) return;
      event.preventDefault();
      event.stopPropagation();
      this.player.jump(this.player.index + way);
    });
  }

  /** Takes a sweep: the first state, then a step for each distinct score, falling. */
  load(data, recording) {
    this.data = data;
    this.steps = [recording.start, ...recording.steps.map(({ step }) => step)];
    const { edges, positive, negative } = data.histogram;
    const most = Math.max(1, ...positive, ...negative);
    const span = edges.at(-1) - edges[0] || 1;
    this.ranges = [[edges[0] - span * 0.06, edges.at(-1) + span * 0.06], [0, most * 1.12]];
    this.scores.fit([[edges[0], 0]], { ranges: this.ranges });
    this.curve.fit([[0, 0], [1, 1]], { ranges: [[0, 1], [0, 1.001]] });
    this.player.load(this.steps.length);
  }

  /** Moves the threshold to a score: every row scored at least that much is answered positive. */
  cut(score) {
    const first = this.steps.findIndex((step, i) => i > 0 && step.threshold < score);
    this.player.jump(first === -1 ? this.steps.length - 1 : first - 1);
  }

  show(index) {
    this.index = index;
    this.draw();
    this.changed?.();
  }

  /** The threshold of a step; of the start, above all scores. */
  threshold(index) {
    return index === 0 ? this.ranges[0][1] : this.steps[index].threshold;
  }

  draw() {
    if (!this.steps) return;
    const step = this.steps[this.index ?? 0];
    this.drawScores();
    this.drawCurve();
    const { tp, fp, fn, tn } = step;
    const precision = tp + fp > 0 ? tp / (tp + fp) : null;
    const row = (name, ...cells) => html("tr", {}, html("th", { text: name }), ...cells.map(([key, value]) => html("td", { "data-cell": key, text: format(value) })));
    this.matrix.replaceChildren(
      html("tbody", {}, html("tr", {}, ...["", "answered yes", "answered no"].map((text) => html("th", { text }))), row("yes", ["tp", tp], ["fn", fn]), row("no", ["fp", fp], ["tn", tn])),
    );
    const shown = { "true positive rate": step.tpr, "false positive rate": step.fpr, precision, "area so far": step.area };
    this.numbers.replaceChildren(...Object.entries(shown).map(([name, value]) => html("div", {}, html("dt", { text: name }), html("dd", { "data-value": name, text: format(value) }))));
    const where = this.index ? `at least ${format(step.threshold)}` : "above all scores";
    this.note.textContent = `Threshold ${where}: ${format(tp)} of ${format(tp + fn)} positives are found, and ${format(fp)} of ${format(fp + tn)} negatives are taken for positive.`;
    this.handle.setAttribute("aria-valuetext", where);
    this.handle.setAttribute("aria-valuenow", this.index ?? 0);
  }

  drawScores() {
    const { scores: plane, data } = this;
    const { edges, positive, negative } = data.histogram;
    const bars = [];
    const base = plane.y(0);
    for (let i = 0; i < positive.length; i++) {
      const [x0, x1] = [plane.x(edges[i]), plane.x(edges[i + 1])];
      const half = Math.max(0.5, (x1 - x0) / 2 - 0.5);
      for (const [count, x, label] of [[negative[i], x0, 0], [positive[i], x0 + half + 0.5, 1]]) {
        if (count > 0) bars.push(svg("rect", { x: x.toFixed(2), y: plane.y(count).toFixed(2), width: half.toFixed(2), height: (base - plane.y(count)).toFixed(2), fill: "currentColor", class: `ow-c${label}` }));
      }
    }
    plane.layer.bars.replaceChildren(...bars);
    const x = plane.x(this.threshold(this.index ?? 0));
    const top = plane.y(this.ranges[1][1]);
    this.handle.setAttribute("x", x - 5.5);
    this.handle.setAttribute("y", top);
    this.handle.setAttribute("height", base - top);
    const right = plane.x(this.ranges[0][1]);
    plane.layer.cut.replaceChildren(svg("rect", { x, y: top, width: Math.max(0, right - x), height: base - top, class: "ow-c1", fill: "currentColor", "fill-opacity": 0.1 }), this.handle);
  }

  drawCurve() {
    const { curve: plane, steps, index = 0 } = this;
    const at = ({ fpr, tpr }) => `${plane.x(fpr).toFixed(1)},${plane.y(tpr).toFixed(1)}`;
    const whole = steps.map(at).join(" ");
    const walked = steps.slice(0, index + 1).map(at).join(" ");
    plane.layer.guess.replaceChildren(svg("polyline", { points: `${at({ fpr: 0, tpr: 0 })} ${at({ fpr: 1, tpr: 1 })}`, class: "ow-axis", "stroke-dasharray": "4 4" }));
    plane.layer.line.replaceChildren(
      svg("polyline", { points: whole, opacity: 0.45 }),
      svg("polyline", { points: walked, class: "ow-c1", style: "stroke: currentColor; stroke-width: 3" }),
    );
    const { fpr, tpr } = steps[index];
    plane.layer.now.replaceChildren(svg("circle", { cx: plane.x(fpr), cy: plane.y(tpr), r: 6, "data-step": index }));
  }

  /** The value of a term of the formulas at this threshold. */
  value(term) {
    if (!this.steps) return undefined;
    const { tp, fp, fn, tn } = this.steps[this.index ?? 0];
    if (term === "tpr") return `${format(tp)} / (${format(tp)} + ${format(fn)}) = ${format(tp / (tp + fn))}`;
    if (term === "fpr") return `${format(fp)} / (${format(fp)} + ${format(tn)}) = ${format(fp / (fp + tn))}`;
    return undefined;
  }
}
