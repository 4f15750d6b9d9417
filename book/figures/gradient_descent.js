// Gradient descent, step by step: the path over the contours of the loss, and beside it the fit that each step gives.
//
// The figure draws a recording: the first state, then each step with the state after it. A page written by `--watch` carries
// the recording of its run; in the book the library, compiled to WebAssembly, makes a new one whenever a control changes.

import { Curve, Plane, format, html, svg } from "openwork/draw.js";
import { Player } from "openwork/player.js";

/** Draws the figure in `root`: `{kind: "recording", data, recording}` or, in the book, `{kind: "live", wasm}`. */
export function mount(root, source) {
  if (source.kind === "live") return import("openwork/gradient_descent_live.js").then((live) => live.mount(root, source));
  const view = new DescentView(root);
  view.load(source.data, source.recording);
  return view;
}

/** The loss `a u² + b u v + c v² + d u + e v + f` at a place. */
export const lossAt = ([a, b, c, d, e, f], u, v) => a * u * u + b * u * v + c * v * v + d * u + e * v + f;

/** Where that loss is least; null where it has no single lowest place. */
export function lowest([a, b, c, d, e]) {
  const det = 4 * a * c - b * b;
  if (!(det > 1e-12 * (a + c) ** 2)) return null;
  return [(b * e - 2 * c * d) / det, (b * d - 2 * a * e) / det];
}

/** Corners of the ellipse on which the loss is `above` its least. */
export function ellipse([a, b, c], [u0, v0], above) {
  const det = Math.sqrt(c - (b * b) / (4 * a));
  return Array.from({ length: 97 }, (_, i) => {
    const turn = (i / 96) * 2 * Math.PI;
    const v = (Math.sqrt(above) * Math.sin(turn)) / det;
    const u = (Math.sqrt(above) * Math.cos(turn)) / Math.sqrt(a) - (b * v) / (2 * a);
    return [u0 + u, v0 + v];
  });
}

const LEVELS = [0.01, 0.04, 0.1, 0.2, 0.35, 0.55, 0.8, 1.1, 1.6, 2.4];

/** The picture and its player, without controls. */
export class DescentView {
  constructor(root) {
    root.classList.add("ow-figure");
    this.root = root;
    this.frames = [];
    this.surface = new Plane({ layers: ["contours", "path", "here"], redraw: () => this.redraw(), label: "the loss and the path down it" });
    this.fit = new Plane({ layers: ["points", "fit"], redraw: () => this.redraw(), label: "the fit" });
    this.curve = new Curve({ label: "loss by step", axes: ["step", "loss"] });
    this.numbers = html("dl", { class: "ow-numbers" });
    this.note = html("p", { class: "ow-note", "aria-live": "polite" });
    this.player = new Player(root, { label: "steps of gradient descent", show: () => this.draw() });
    const pair = html("div", { class: "ow-pair" }, this.surface.node, this.fit.node);
    root.append(pair, this.player.node, this.note, this.numbers, this.curve.node);
  }

  /** Takes `{x, y, features, target, axes, names, plane, rows}` and a recording. */
  load(data, { start, steps }) {
    this.data = data;
    this.frames = [{ state: start, step: null }, ...steps.map(({ step, after }) => ({ state: after, step }))];
    this.path = this.frames.map(({ state }) => this.place(state));
    this.middle = lowest(data.plane);
    this.surface.axes = data.names;
    this.surface.fit([], { ranges: this.window() });
    this.line = data.features.length === 1;
    this.fit.axes = this.line ? [data.features[0], data.target] : ["answer", data.target];
    const across = this.line ? data.x.map((row) => row[0]) : data.y;
    this.fit.fit(data.y.map((y, i) => [across[i], y]));
    this.curve.load(steps.map(({ step }) => [step.round, step.loss]));
    this.contours();
    this.player.load(this.frames.length);
  }

  /** Where a state stands on the surface. */
  place(state) {
    return this.data.axes.map((axis) => (axis < state.coef.length ? state.coef[axis] : state.intercept));
  }

  /** What is shown of the surface: the start and the lowest place, with room about them. A path that runs away leaves it. */
  window() {
    const [start, end] = [this.path[0], this.middle ?? this.path.at(-1)];
    return [0, 1].map((axis) => {
      const reach = 1.5 * Math.abs(start[axis] - end[axis]) || Math.abs(end[axis]) || 1;
      return [end[axis] - reach, end[axis] + reach];
    });
  }

  /** Whether a place on the surface is in the picture. */
  seen([u, v]) {
    const [[u0, u1], [v0, v1]] = this.surface.ranges;
    return u >= u0 && u <= u1 && v >= v0 && v <= v1;
  }

  contours() {
    const { surface, middle, data } = this;
    const at = (p) => `${surface.x(p[0]).toFixed(1)} ${surface.y(p[1]).toFixed(1)}`;
    const parts = [];
    if (middle) {
      const depth = lossAt(data.plane, ...this.path[0]) - lossAt(data.plane, ...middle);
      for (const level of depth > 0 ? LEVELS : []) {
        let d = "";
        let open = false;
        for (const corner of ellipse(data.plane, middle, level * depth)) {
          const inside = this.seen(corner);
          if (inside) d += `${open ? "L" : "M"}${at(corner)}`;
          open = inside;
        }
        if (d) parts.push(svg("path", { d }));
      }
      parts.push(svg("path", { d: `M${at(middle)}m-5 0h10m-5 -5v10`, class: "ow-lowest" }));
    }
    surface.layer.contours.replaceChildren(...parts);
  }

  redraw() {
    if (!this.data) return;
    this.contours();
    this.draw();
  }

  get frame() {
    return this.frames[this.player.index];
  }

  draw() {
    const { surface, fit, data, frame, path } = this;
    if (!frame) return;
    const past = path.slice(0, this.player.index + 1).filter((place) => this.seen(place));
    const at = ([u, v]) => `${surface.x(u).toFixed(1)},${surface.y(v).toFixed(1)}`;
    surface.layer.path.replaceChildren(svg("polyline", { points: past.map(at).join(" ") }));
    const here = path[this.player.index];
    const inside = this.seen(here);
    surface.layer.here.replaceChildren(
      ...(inside ? [svg("circle", { cx: surface.x(here[0]), cy: surface.y(here[1]), r: 5.5, "data-here": this.player.index })] : []),
    );

    const { coef, intercept, batch } = frame.state;
    const answer = (row) => row.reduce((sum, value, j) => sum + value * coef[j], intercept);
    const drawn = new Set(batch);
    const clamp = (v, [low, high]) => Math.max(low - (high - low), Math.min(high + (high - low), v));
    fit.layer.points.replaceChildren(
      ...data.y.map((y, i) => {
        const across = this.line ? data.x[i][0] : clamp(answer(data.x[i]), fit.ranges[0]);
        return svg("circle", { cx: fit.x(across).toFixed(1), cy: fit.y(y).toFixed(1), r: drawn.has(i) ? 6 : 3, class: drawn.has(i) ? "ow-point ow-c1" : "ow-point ow-c0" });
      }),
    );
    const [low, high] = fit.ranges[0];
    const ends = [low, high].map((v) => [v, this.line ? answer([v]) : v]).map(([u, v]) => [fit.x(u), fit.y(clamp(v, fit.ranges[1]))]);
    fit.layer.fit.replaceChildren(svg("line", { x1: ends[0][0], y1: ends[0][1], x2: ends[1][0], y2: ends[1][1] }));
    this.tell(frame, inside);
    this.drawn?.(frame);
  }

  tell({ state, step }, inside) {
    const { data } = this;
    const rows = {
      step: state.round,
      pass: state.pass,
      loss: format(lossAt(data.plane, ...this.place(state)), 6),
      "gradient's length": step ? format(step.gradient_norm) : "–",
      ...Object.fromEntries(data.names.map((name, i) => [name, format(this.place(state)[i], 6)])),
    };
    this.numbers.replaceChildren(
      ...Object.entries(rows).map(([name, value]) => html("div", {}, html("dt", { text: name }), html("dd", { text: value, "data-value": name }))),
    );
    const looked = state.batch.length === 0 ? "all rows" : state.batch.length === 1 ? "one row, drawn large" : `${state.batch.length} rows, drawn large`;
    let said = step ? `Step ${state.round}: against the slope over ${looked}.` : "Start: all coefficients are zero.";
    if (!inside) said += " The step has left the picture.";
    if (data.features.length > 1) said += " The surface is a slice, all other coefficients as they are at the end.";
    this.note.textContent = said;
    this.surface.node.setAttribute("aria-label", `Contours of the loss by ${data.names.join(" and ")}. ${said}`);
    this.curve.mark(step ? state.round : null);
  }
}
