// k-means in the book: the library runs again whenever a control changes.

import { button, choice, fromAddress, number, paste, share, toggle } from "openwork/controls.js";
import { groups, standardised } from "openwork/data.js";
import { format, html, svg } from "openwork/draw.js";
import iris from "openwork/iris.js";
import { KMeansView } from "openwork/kmeans.js";
import { PITFALLS, mountFar } from "openwork/kmeans_pitfalls.js";

/** Draws the live figure, or one of the pitfalls (`pitfall=start` and so on in the figure's options). */
export function mount(root, { wasm, options = {} }) {
  if (options.pitfall === "far") return mountFar(root, wasm);
  if (options.pitfall) return mountPitfall(root, wasm, PITFALLS[options.pitfall]);
  return new KMeansLive(root, wasm);
}

/** The recording of a run: what the library returns, or its refusal as an Error. */
export function run(wasm, points, settings) {
  try {
    return JSON.parse(wasm.kmeans(new Float64Array(points.flat()), JSON.stringify(settings)));
  } catch (error) {
    throw new Error(error.message ?? String(error));
  }
}

const MADE = groups([[1.2, 1, 0.75, 40], [4.6, 1.4, 0.75, 40], [2.4, 4.1, 0.75, 40], [6.2, 4.4, 0.75, 40]], 3);

class KMeansLive {
  constructor(root, wasm) {
    this.wasm = wasm;
    this.own = null;
    this.watched = 0;
    this.places = []; // the reader's own centres
    const asked = fromAddress("kmeans");
    this.settings = {
      data: asked.data === "iris" ? "iris" : "groups",
      k: Math.max(1, Math.min(10, Number(asked.k) || 4)),
      seed: Math.max(0, Math.floor(Number(asked.seed) || 0)),
      init: asked.init === "random" ? "random" : "k-means++",
    };
    this.controls = html("div", { class: "ow-controls" });
    this.problem = html("p", { class: "ow-problem", role: "alert" });
    root.append(this.controls, this.problem);
    this.view = new KMeansView(root);
    this.view.drawn = () => this.draw();
    this.view.plane.node.addEventListener("click", (event) => this.click(event));
    root.append(
      paste("x, y\n1.5, 2.0\n3.1, 0.4", (data) => {
        this.own = data;
        this.watched = 0;
        this.set({ data: "own" });
        this.dress();
      }),
    );
    this.dress();
    this.compute();
  }

  dress() {
    const { settings } = this;
    const data = [["groups", "four groups"], ["iris", "iris petals"], ...(this.own ? [["own", "your own"]] : [])];
    this.controls.replaceChildren(
      choice("data", "data", data, settings.data, (value) => this.set({ data: value })),
      number("k", "k", { min: 1, max: 10 }, settings.k, (k) => this.set({ k })),
      choice(
        "init",
        "start",
        [["k-means++", "k-means++"], ["random", "random points"], ["given", "click your own centres"]],
        settings.init,
        (init) => this.set({ init }),
      ),
      number("seed", "seed", { min: 0, max: 999999 }, settings.seed, (seed) => this.set({ seed })),
      button("again", "Another start", () => {
        this.set({ seed: settings.seed + 1 });
        this.dress();
      }),
      button("clear", "Clear the points", () => {
        this.own = { points: [], labels: [], names: ["x", "y"] };
        this.places = [];
        this.set({ data: "own" });
        this.dress();
      }),
      share("kmeans", () => {
        const { data, k, seed, init } = this.settings;
        return { data, k, seed, init };
      }),
    );
  }

  set(change) {
    Object.assign(this.settings, change);
    if ("init" in change || "data" in change) this.places = [];
    this.compute();
  }

  get data() {
    const { data } = this.settings;
    if (data === "iris") return iris;
    return data === "own" && this.own ? this.own : MADE;
  }

  /** Runs the library and shows the start of the run. */
  compute() {
    const { points, names } = this.data;
    const { k, seed, init } = this.settings;
    const given = init === "given";
    let recording = { start: { round: 0, centers: this.places, labels: [], inertia: null }, steps: [] };
    this.problem.textContent = "";
    if (given && this.places.length < k) {
      this.problem.textContent = `Click ${k - this.places.length} more place${k - this.places.length === 1 ? "" : "s"} for the centres.`;
    } else if (points.length === 0) {
      this.problem.textContent = "Click into the field to add points.";
      recording.start.centers = [];
    } else {
      try {
        recording = run(this.wasm, points, { k, seed, init: given ? this.places : init });
      } catch (error) {
        this.problem.textContent = error.message;
        recording.start.centers = [];
      }
    }
    const ranges = this.frozen ?? (points.length < 2 ? [[0, 10], [0, 6]] : undefined);
    this.view.load({ points, names, shown: points.length, total: points.length }, recording, ranges);
  }

  /** A click on a point watches it; elsewhere it places a centre or a new point. */
  click(event) {
    const { plane } = this.view;
    const at = plane.at(event);
    const { points } = this.data;
    const { init, k } = this.settings;
    if (init === "given" && this.places.length < k) {
      this.places.push(at);
      this.frozen = plane.ranges; // the field stays where it is while things are placed
      this.compute();
      this.frozen = undefined;
      return;
    }
    const near = points.findIndex((p) => Math.hypot(plane.x(p[0]) - plane.x(at[0]), plane.y(p[1]) - plane.y(at[1])) < 8);
    if (near >= 0) {
      this.watched = near;
      return this.view.draw();
    }
    const { labels, names } = this.data;
    this.own = { points: [...points, at], labels: [...labels, 0], names };
    this.frozen = plane.ranges;
    this.settings.data = "own";
    this.dress();
    this.compute();
    this.frozen = undefined;
  }

  /** What this frame's labels were given by: the centres before the update. */
  get against() {
    const { view } = this;
    const { half } = view.frame;
    return half === "update" ? view.frames[view.player.index - 1].centers : view.frame.centers;
  }

  get distances() {
    const point = this.data.points[this.watched];
    return point && this.against.length ? [...this.wasm.squared_distances(new Float64Array(point), new Float64Array(this.against.flat()))] : [];
  }

  /** Rings the watched point and joins it to the centres it is measured against. */
  draw() {
    const { view } = this;
    const { plane, frame } = view;
    const point = this.data.points[this.watched];
    const parts = [];
    if (point && frame) {
      const [x, y] = [plane.x(point[0]), plane.y(point[1])];
      const label = frame.labels[this.watched];
      this.against.forEach((c, j) => {
        parts.push(svg("line", { x1: x, y1: y, x2: plane.x(c[0]), y2: plane.y(c[1]), class: j === label ? "ow-nearest" : "" }));
      });
      parts.push(svg("circle", { cx: x, cy: y, r: 8, class: "ow-ring", "data-watched": this.watched }));
    }
    plane.layer.lines.replaceChildren(...parts);
    this.changed?.();
  }

  /** The value of a term of the formulas at this step. */
  value(term) {
    const { view, watched } = this;
    const { frame } = view;
    if (!frame || frame.centers.length === 0) return "there are no centres yet";
    const point = this.data.points[watched];
    const at = (p) => `(${p.map((v) => format(v)).join(", ")})`;
    const sizes = frame.centers.map((_, j) => frame.labels.reduce((sum, label) => sum + (label === j), 0));
    const label = frame.labels[watched];
    const each = (f) => frame.centers.map((_, j) => `${j}: ${f(j)}`).join(" · ");
    switch (term) {
      case "point":
        return `the ringed point is x = ${at(point)}`;
      case "distance":
        return `from the ringed point to centre ${this.distances.map((d, j) => `${j}: ${format(d)}`).join(" · ")}`;
      case "nearest":
        return label === undefined ? "no label yet" : `the ringed point's nearest centre is ${label}`;
      case "inertia":
        return frame.inertia === null ? "nothing is assigned yet" : format(frame.inertia, 6);
      case "members":
        return frame.labels.length ? `points of centre ${each((j) => sizes[j])}` : "no point has a label yet";
      case "sum":
        return frame.labels.length ? `the sum over ${each((j) => `${sizes[j]} points`)}` : "no point has a label yet";
      case "mean":
        return `centre ${each((j) => at(frame.centers[j]))}`;
      case "moved":
        return frame.step ? `${frame.step.moved} labels changed in this round` : "no round yet";
      case "shift":
        return frame.step ? format(frame.step.shift) : "no round yet";
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
    const recording = run(wasm, data.points, settings);
    view.load({ ...data, shown: data.points.length, total: data.points.length }, recording);
    view.player.go(view.frames.length - 1);
    told.textContent = tell(recording);
  };
  root.append(toggle([["failing", "Failing"], ["mended", "Mended"]], "failing", show), told);
  const view = new KMeansView(root);
  show("failing");
  return view;
}

