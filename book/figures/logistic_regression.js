// Logistic regression, round by round: the regions of the classes as the boundary moves, and the loss so far.
//
// The figure draws a recording: the first state, then each step with the state after it. A page written by `--watch` carries the
// recording of its run; in the book the library, compiled to WebAssembly, makes a new one whenever a control changes.

import { Curve, Plane, color, format, html, shape, svg } from "openwork/draw.js";
import { Player } from "openwork/player.js";

/** Draws the figure in `root`: `{kind: "recording", data, recording}` or, in the book, `{kind: "live", wasm}`. */
export function mount(root, source) {
  if (source.kind === "live") return import("openwork/logistic_regression_live.js").then((live) => live.mount(root, source));
  const view = new LogisticView(root);
  const { classes, ...data } = source.data;
  view.load({ ...data, labels: classes?.labels ?? [], classes: classes?.names }, source.recording);
  return view;
}

/** The states of a recording, each with the step that led to it. */
export function frames({ start, steps }) {
  return [{ ...start, step: null }, ...steps.map(({ step, after }) => ({ ...after, step }))];
}

/** The class with the largest score at a place; one score alone speaks for class 1 where it is above zero. */
export function classAt({ coef, intercept }, place) {
  const scores = coef.map((w, k) => intercept[k] + w.reduce((sum, wj, j) => sum + wj * (place[j] ?? 0), 0));
  if (scores.length === 1) return scores[0] > 0 ? 1 : 0;
  return scores.reduce((best, score, k) => (score > scores[best] ? k : best), 0);
}

/** Cells of the map across the field. */
const CELLS = 72;

/** The picture and its player, without controls. */
export class LogisticView {
  constructor(root) {
    root.classList.add("ow-figure");
    this.root = root;
    this.frames = [];
    this.data = { points: [], labels: [], names: ["x", "y"] };
    const name = "logistic regression";
    this.plane = new Plane({ layers: ["map", "lines", "points", "ring"], redraw: () => this.draw(), label: name });
    this.curve = new Curve({ label: "loss by round", axes: ["round", "loss"] });
    this.numbers = html("dl", { class: "ow-numbers" });
    this.note = html("p", { class: "ow-note", "aria-live": "polite" });
    this.player = new Player(root, { label: `rounds of ${name}`, show: () => this.draw() });
    root.append(this.plane.node, this.player.node, this.note, this.numbers, this.curve.node);
  }

  /** Takes `{points, labels, names, shown, total}` and a recording. */
  load(data, recording, ranges) {
    this.data = data;
    this.frames = frames(recording);
    this.plane.axes = data.names ?? ["x", "y"];
    this.plane.fit(data.points, { ranges });
    this.marks = data.points.map(() => svg("path"));
    this.plane.layer.points.replaceChildren(...this.marks);
    this.curve.load(this.frames.filter(({ loss }) => Number.isFinite(loss)).map(({ round, loss }) => [round, loss]));
    this.player.load(this.frames.length);
  }

  get frame() {
    return this.frames[this.player.index];
  }

  draw() {
    const { frame, plane } = this;
    if (!frame || !this.marks) return;
    const radius = this.data.points.length > 600 ? 2.2 : this.data.points.length > 200 ? 3 : 4;
    this.data.points.forEach(([x, y], i) => {
      const label = this.data.labels[i];
      const mark = this.marks[i];
      mark.setAttribute("class", `ow-point ${color(label)}`);
      mark.setAttribute("d", shape(label ?? 0));
      mark.setAttribute("transform", `translate(${plane.x(x).toFixed(2)} ${plane.y(y).toFixed(2)}) scale(${radius})`);
    });
    this.map(frame);
    plane.layer.lines.replaceChildren(...this.boundaries());
    this.tell(frame);
    this.drawn?.(frame);
  }

  /** The class at every place, in runs of equal cells. */
  map(frame) {
    const { plane } = this;
    const cells = [];
    if (frame.coef.length > 0 && frame.coef.flat().some((w) => w !== 0)) {
      const [[x0, x1], [y0, y1]] = plane.spans();
      const rows = Math.round((CELLS * (plane.height - 44)) / (plane.width - 56));
      const [width, height] = [(plane.x(x1) - plane.x(x0)) / CELLS, (plane.y(y0) - plane.y(y1)) / rows];
      for (let row = 0; row < rows; row++) {
        const y = y1 - ((row + 0.5) / rows) * (y1 - y0);
        const label = (column) => classAt(frame, [x0 + ((column + 0.5) / CELLS) * (x1 - x0), y]);
        for (let from = 0; from < CELLS; ) {
          const here = label(from);
          let to = from + 1;
          while (to < CELLS && label(to) === here) to++;
          cells.push(
            svg("rect", {
              x: (plane.x(x0) + from * width).toFixed(2), y: (plane.y(y1) + row * height).toFixed(2),
              width: ((to - from) * width).toFixed(2), height: height.toFixed(2), class: color(here),
            }),
          );
          from = to;
        }
      }
    }
    plane.layer.map.replaceChildren(...cells);
  }

  /** The line where two classes are equally probable, now and after the rounds before: for two classes alone. */
  boundaries() {
    const past = this.frames.slice(Math.max(0, this.player.index - 6), this.player.index + 1);
    return past.flatMap((frame, i) => {
      const ends = frame.coef.length === 1 ? this.cut(frame.coef[0], frame.intercept[0]) : null;
      if (!ends) return [];
      const [[ax, ay], [bx, by]] = ends;
      const now = i === past.length - 1;
      return [svg("line", { x1: ax.toFixed(1), y1: ay.toFixed(1), x2: bx.toFixed(1), y2: by.toFixed(1), class: now ? "ow-nearest" : "", "data-boundary": now ? "now" : null })];
    });
  }

  /** Where the line `w x + b = 0` enters and leaves the field, in pixels; null where it does not cross it. */
  cut([w0, w1 = 0], b) {
    const { plane } = this;
    const [[x0, x1], [y0, y1]] = plane.spans();
    const found = [];
    for (const x of [x0, x1]) if (w1 !== 0) found.push([x, -(b + w0 * x) / w1]);
    for (const y of [y0, y1]) if (w0 !== 0) found.push([-(b + w1 * y) / w0, y]);
    const slack = [(x1 - x0) * 1e-9, (y1 - y0) * 1e-9];
    const inside = found.filter(([x, y]) => x >= x0 - slack[0] && x <= x1 + slack[0] && y >= y0 - slack[1] && y <= y1 + slack[1]);
    const a = inside[0];
    const c = inside.find((p) => Math.hypot(plane.x(p[0]) - plane.x(a[0]), plane.y(p[1]) - plane.y(a[1])) > 1);
    return a && c ? [a, c].map(([x, y]) => [plane.x(x), plane.y(y)]) : null;
  }

  /** The share of the drawn points that the frame's classes are right about. */
  right(frame) {
    const { points, labels } = this.data;
    return points.length === 0 ? null : points.filter((p, i) => classAt(frame, p) === labels[i]).length / points.length;
  }

  tell(frame) {
    const { step } = frame;
    const rows = {
      round: frame.round,
      loss: format(frame.loss, 6),
      "largest slope": format(frame.gradient),
      "step length": step ? format(step.step) : "–",
    };
    this.numbers.replaceChildren(
      ...Object.entries(rows).map(([name, value]) => html("div", {}, html("dt", { text: name }), html("dd", { text: value, "data-value": name }))),
    );
    const last = this.player.index === this.frames.length - 1;
    const before = step ? this.frames[this.player.index - 1].loss : null;
    const moved = step ? (frame.loss <= before ? "the loss fell" : "the loss rose") : "";
    const said = step ? `Round ${frame.round}: ${moved} from ${format(before)} to ${format(frame.loss)}.` : "Start: all coefficients are zero, every class is equally probable.";
    const { shown, total } = this.data;
    const share = total > shown ? ` (${shown.toLocaleString("en")} of ${total.toLocaleString("en")} points are drawn.)` : "";
    this.note.textContent = said + (last && step ? " Done." : "") + share;
    this.plane.node.setAttribute("aria-label", `${this.data.points.length} points of ${new Set(this.data.labels).size} classes. ${this.note.textContent}`);
    this.curve.mark(frame.round);
  }
}
