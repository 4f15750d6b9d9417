// Logistic regression in the book: the library runs again whenever a control changes.

import { button, choice, fromAddress, number, paste, share, toggle } from "openwork/controls.js";
import { groups, standardised } from "openwork/data.js";
import { format, html, svg } from "openwork/draw.js";
import iris from "openwork/iris.js";
import { LogisticView } from "openwork/logistic_regression.js";
import { PITFALLS, mountOverflow } from "openwork/logistic_pitfalls.js";

/** Draws the live figure, or one of the pitfalls (`pitfall=separable` and so on in the figure's options). */
export function mount(root, { wasm, options = {} }) {
  if (options.pitfall === "overflow") return mountOverflow(root, wasm);
  if (options.pitfall) return mountPitfall(root, wasm, PITFALLS[options.pitfall]);
  return new LogisticLive(root, wasm);
}

/** The recording of a run: what the library returns, or its refusal as an Error. */
export function run(wasm, { points, labels }, settings) {
  try {
    return JSON.parse(wasm.logistic_regression(new Float64Array(points.flat()), new Uint32Array(labels), JSON.stringify(settings)));
  } catch (error) {
    throw new Error(error.message ?? String(error));
  }
}

const TWO = groups([[2, 2, 1, 45], [4.4, 3.2, 1, 45]], 3);
const THREE = groups([[1.5, 1.5, 0.9, 35], [4.5, 2, 0.9, 35], [3, 4.6, 0.9, 35]], 11);
const SOLVERS = [["gradient", "gradient descent"], ["minibatch", "mini-batches"], ["lbfgs", "L-BFGS"], ["newton", "Newton"], ["proximal", "proximal, L1"]];
const RATES = [["safe", "safe"], ["0.1", "0.1"], ["0.5", "0.5"], ["1", "1"], ["2", "2"], ["5", "5"]];
const STRENGTHS = [["0.01", "0.01"], ["0.1", "0.1"], ["1", "1"], ["10", "10"], ["100", "100"]];

class LogisticLive {
  constructor(root, wasm) {
    this.wasm = wasm;
    this.own = null;
    this.watched = 0;
    const asked = fromAddress("logistic_regression");
    const one = (options, value, other) => (options.some(([v]) => v === value) ? value : other);
    this.settings = {
      data: one([["two"], ["three"], ["iris"]], asked.data, "two"),
      solver: one(SOLVERS, asked.solver, "gradient"),
      rate: one(RATES, asked.rate, "0.5"),
      batch: Math.max(1, Math.min(500, Math.floor(Number(asked.batch)) || 10)),
      c: one(STRENGTHS, asked.c, "1"),
      paint: 0,
    };
    this.controls = html("div", { class: "ow-controls" });
    this.problem = html("p", { class: "ow-problem", role: "alert" });
    root.append(this.controls, this.problem);
    this.view = new LogisticView(root);
    this.view.drawn = () => this.ring();
    this.view.plane.node.addEventListener("click", (event) => this.click(event));
    root.append(
      paste("x, y, class\n1.5, 2.0, a\n3.1, 0.4, b", (data) => {
        this.own = data;
        this.watched = 0;
        this.set({ data: "own" });
      }),
    );
    this.dress();
    this.compute();
  }

  dress() {
    const { settings } = this;
    const data = [["two", "two groups"], ["three", "three groups"], ["iris", "iris petals"], ...(this.own ? [["own", "your own"]] : [])];
    const descends = settings.solver === "gradient" || settings.solver === "minibatch";
    const classes = Math.max(2, new Set(this.data.labels).size);
    this.controls.replaceChildren(
      choice("data", "data", data, settings.data, (value) => this.set({ data: value })),
      choice("solver", "solver", SOLVERS, settings.solver, (solver) => this.set({ solver })),
      ...(descends ? [choice("rate", "learning rate", RATES, settings.rate, (rate) => this.set({ rate }))] : []),
      ...(settings.solver === "minibatch" ? [number("batch", "rows a step", { min: 1, max: 500 }, settings.batch, (batch) => this.set({ batch }))] : []),
      choice("c", "C", STRENGTHS, settings.c, (c) => this.set({ c })),
      choice(
        "paint",
        "a click adds",
        Array.from({ length: Math.min(10, classes + 1) }, (_, c) => [String(c), `class ${c}`]),
        String(settings.paint),
        (paint) => (settings.paint = Number(paint)),
      ),
      button("clear", "Clear the points", () => {
        this.own = { points: [], labels: [], names: ["x", "y"] };
        this.set({ data: "own" });
      }),
      share("logistic_regression", () => {
        const { data, solver, rate, batch, c } = this.settings;
        return { data, solver, rate, batch, c };
      }),
    );
  }

  set(change) {
    Object.assign(this.settings, change);
    this.dress();
    this.compute();
  }

  get data() {
    const { data } = this.settings;
    if (data === "own" && this.own) return this.own;
    return { two: TWO, three: THREE, iris }[data] ?? TWO;
  }

  /** The settings for the library. */
  get asked() {
    const { solver, rate, batch, c } = this.settings;
    const l1 = solver === "proximal";
    return { solver, penalty: l1 ? "l1" : "l2", c: Number(c), learning_rate: rate === "safe" ? null : Number(rate), batch, max_iter: 200 };
  }

  /** Runs the library and shows the start of the run. */
  compute() {
    const { points, labels, names } = this.data;
    let recording = { start: { round: 0, coef: [], intercept: [], loss: null, gradient: null }, steps: [] };
    this.problem.textContent = "";
    if (points.length === 0) {
      this.problem.textContent = "Click into the field to add points of two classes or more.";
    } else {
      try {
        recording = run(this.wasm, this.data, this.asked);
      } catch (error) {
        this.problem.textContent = error.message;
      }
    }
    const ranges = this.frozen ?? (points.length < 2 ? [[0, 6], [0, 6]] : undefined);
    this.view.load({ points, labels, names, shown: points.length, total: points.length }, recording, ranges);
  }

  /** A click on a point watches it; elsewhere it adds a point of the class chosen. */
  click(event) {
    const { plane } = this.view;
    const at = plane.at(event);
    const { points, labels, names } = this.data;
    const near = points.findIndex((p) => Math.hypot(plane.x(p[0]) - plane.x(at[0]), plane.y(p[1]) - plane.y(at[1])) < 8);
    if (near >= 0) {
      this.watched = near;
      return this.view.draw();
    }
    this.own = { points: [...points, at], labels: [...labels, this.settings.paint], names };
    this.frozen = plane.ranges;
    this.set({ data: "own" });
    this.frozen = undefined;
  }

  /** What the library says of the watched point at this round. */
  get row() {
    const { frame } = this.view;
    const point = this.data.points[this.watched];
    if (!point || !frame || frame.coef.length === 0) return null;
    const label = this.data.labels[this.watched];
    return JSON.parse(this.wasm.logistic_row(new Float64Array(point), label, new Float64Array(frame.coef.flat()), new Float64Array(frame.intercept)));
  }

  ring() {
    const { plane } = this.view;
    const point = this.data.points[this.watched];
    plane.layer.ring.replaceChildren(
      ...(point ? [svg("circle", { cx: plane.x(point[0]), cy: plane.y(point[1]), r: 8, class: "ow-ring", "data-watched": this.watched })] : []),
    );
    this.changed?.();
  }

  /** The value of a term of the formulas at this round. */
  value(term) {
    const { row, view } = this;
    if (!row) return "there is nothing to learn from yet";
    const { frame } = view;
    const list = (values) => values.map((v, k) => (values.length > 1 ? `${k}: ${format(v)}` : format(v))).join(" · ");
    switch (term) {
      case "score":
        return `the ringed point's score is ${list(row.scores)}`;
      case "probability":
        return `for the ringed point ${row.shares.map((p, k) => `class ${k}: ${format(p)}`).join(" · ")}`;
      case "loss":
        return `the ringed point, of class ${this.data.labels[this.watched]}, costs ${format(row.loss)}`;
      case "objective":
        return format(frame.loss, 6);
      case "penalty":
        return `half the sum of the squared coefficients is ${format(0.5 * frame.coef.flat().reduce((sum, w) => sum + w * w, 0))}`;
      case "residual":
        return `probability less truth: ${list(row.residuals)}`;
      case "gradient":
        return `its largest entry is ${format(frame.gradient)}`;
      case "rate":
        return frame.step ? `this step had length ${format(frame.step.step)}` : "no round yet";
      default:
        return undefined;
    }
  }
}

/** A pitfall: the same figure, failing and mended. */
function mountPitfall(root, wasm, pitfall) {
  const told = html("p", { class: "ow-told" });
  const show = (which) => {
    const { data, settings, tell } = pitfall[which]({ standardised });
    const recording = run(wasm, data, settings);
    view.load({ ...data, shown: data.points.length, total: data.points.length }, recording);
    view.player.go(view.frames.length - 1);
    told.textContent = tell(view.frames, view);
  };
  root.append(toggle([["failing", "Failing"], ["mended", "Mended"]], "failing", show), told);
  const view = new LogisticView(root);
  show("failing");
  return view;
}
