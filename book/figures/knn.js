// k-nearest neighbours: the decision map, a query to drag, its neighbours and their votes.

import { button, choice, fromAddress, number, paste, share, toggle } from "openwork/controls.js";
import { groups, standardised } from "openwork/data.js";
import { Plane, alike, color, format, html, shape, svg } from "openwork/draw.js";
import iris from "openwork/iris.js";
import { PITFALLS } from "openwork/knn_pitfalls.js";

/** Draws the live figure, or one of its pitfalls (`pitfall=k` and so on in the figure's options). */
export function mount(root, { wasm, options = {} }) {
  return options.pitfall ? mountPitfall(root, wasm, PITFALLS[options.pitfall]) : new KnnLive(root, wasm);
}

/** The picture of one model and one query. */
export class KnnView {
  constructor(root, wasm) {
    root.classList.add("ow-figure");
    this.wasm = wasm;
    this.model = null;
    this.plane = new Plane({ layers: ["map", "lines", "points", "query"], redraw: () => this.draw(), label: "k-nearest neighbours" });
    this.note = html("p", { class: "ow-note", "aria-live": "polite" });
    this.votes = html("dl", { class: "ow-numbers" });
    this.table = html("table", { class: "ow-neighbors" });
    this.handle = svg("circle", { r: 9, tabindex: 0, role: "button", "aria-label": "the query; drag it or use the arrow keys", class: "ow-handle" });
    this.plane.layer.query.append(this.handle);
    root.append(this.plane.node, this.note, this.votes, html("div", { class: "ow-scroll" }, this.table));
    this.listen();
  }

  listen() {
    const { handle } = this;
    handle.addEventListener("pointerdown", (event) => {
      handle.setPointerCapture(event.pointerId);
      this.dragging = true;
    });
    handle.addEventListener("pointermove", (event) => this.dragging && this.ask(this.plane.at(event)));
    for (const end of ["pointerup", "pointercancel"]) handle.addEventListener(end, () => (this.dragging = false));
    handle.addEventListener("keydown", (event) => {
      const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
      event.stopPropagation(); // the page turns its leaves with the arrow keys
      if (!way) return;
      event.preventDefault();
      const spans = this.plane.spans();
      this.ask(this.query.map((v, axis) => v + (way[axis] * (spans[axis][1] - spans[axis][0])) / 60));
    });
  }

  /** Takes points with classes and settings; the map is computed once for them. */
  load(data, settings, { query, ranges } = {}) {
    this.data = data;
    this.settings = settings;
    this.model?.free();
    this.model = null;
    this.model = new this.wasm.KNeighbors(new Float64Array(data.points.flat()), new Uint32Array(data.labels), JSON.stringify(settings));
    this.plane.axes = data.names;
    this.plane.fit(data.points, { equal: alike(data.points), ranges });
    const [[x0, x1], [y0, y1]] = this.plane.spans();
    this.query = query ?? [x0 + 0.53 * (x1 - x0), y0 + 0.47 * (y1 - y0)];
    this.draw();
  }

  /** Nothing to show: no points, or settings that the library refuses. */
  empty() {
    this.model?.free();
    this.model = null;
    for (const layer of ["map", "lines", "points"]) this.plane.layer[layer].replaceChildren();
    this.votes.replaceChildren();
    this.table.replaceChildren();
    this.note.textContent = "";
  }

  draw() {
    if (!this.model) return;
    const { plane, data } = this;
    const radius = data.points.length > 300 ? 3 : 4.2;
    plane.layer.points.replaceChildren(
      ...data.points.map(([x, y], i) =>
        svg("path", {
          class: `ow-point ${color(data.labels[i])}`,
          d: shape(data.labels[i]),
          transform: `translate(${plane.x(x).toFixed(2)} ${plane.y(y).toFixed(2)}) scale(${radius})`,
        }),
      ),
    );
    this.map();
    this.ask(this.query);
  }

  /** The ground, coloured by the library's answer at the middle of each cell; cells of one colour in a row are one rectangle. */
  map() {
    const { plane } = this;
    const { left, right, top, bottom } = plane.inset;
    const [columns, rows] = [90, 60];
    const [width, height] = [(plane.width - left - right) / columns, (plane.height - top - bottom) / rows];
    const [[x0, x1], [y0, y1]] = plane.spans();
    const xs = Float64Array.from({ length: columns }, (_, i) => x0 + ((i + 0.5) / columns) * (x1 - x0));
    const ys = Float64Array.from({ length: rows }, (_, i) => y1 - ((i + 0.5) / rows) * (y1 - y0));
    const labels = this.model.map(xs, ys);
    const cells = [];
    for (let row = 0; row < rows; row++) {
      for (let from = 0; from < columns; ) {
        const label = labels[row * columns + from];
        let to = from + 1;
        while (to < columns && labels[row * columns + to] === label) to++;
        cells.push(
          svg("rect", {
            x: (left + from * width).toFixed(2), y: (top + row * height).toFixed(2), width: ((to - from) * width).toFixed(2),
            height: height.toFixed(2), class: color(label),
          }),
        );
        from = to;
      }
    }
    plane.layer.map.replaceChildren(...cells);
  }

  /** Asks the library about a place, which stays within the axes. */
  ask(place) {
    const { plane } = this;
    this.query = place.map((v, axis) => Math.max(plane.spans()[axis][0], Math.min(plane.spans()[axis][1], v)));
    const answer = (this.answer = JSON.parse(this.model.ask(...this.query)));
    const [qx, qy] = [plane.x(this.query[0]), plane.y(this.query[1])];
    this.handle.setAttribute("cx", qx);
    this.handle.setAttribute("cy", qy);
    this.handle.setAttribute("class", `ow-handle ${color(answer.label)}`);
    this.handle.setAttribute("aria-description", `at ${this.query.map((v) => format(v)).join(", ")}: class ${answer.label}`);
    plane.layer.lines.replaceChildren(
      ...answer.neighbors.flatMap(({ index, label }) => {
        const [x, y] = this.data.points[index];
        const [px, py] = [plane.x(x), plane.y(y)];
        return [
          svg("line", { x1: qx, y1: qy, x2: px, y2: py, class: `ow-bond ${color(label)}` }),
          svg("circle", { cx: px, cy: py, r: 7.5, class: "ow-ring", "data-neighbor": index }),
        ];
      }),
    );
    this.note.textContent = `The query at (${this.query.map((v) => format(v)).join(", ")}) is of class ${answer.label}.`;
    this.votes.replaceChildren(
      ...answer.votes.map((share, label) =>
        html(
          "div",
          {},
          html("dt", { class: color(label), text: `class ${label}` }),
          html("dd", { "data-share": label, text: format(share) }),
          html("meter", { min: 0, max: 1, value: share, "aria-label": `share of class ${label}` }),
        ),
      ),
    );
    const head = html("tr", {}, ...["neighbour", "class", "distance"].map((text) => html("th", { text })));
    const rows = answer.neighbors.slice(0, 12).map(({ index, label, distance }) =>
      html("tr", {}, html("td", { text: index }), html("td", { class: color(label), text: label }), html("td", { text: format(distance) })),
    );
    this.table.replaceChildren(html("tbody", {}, head, ...rows));
    this.changed?.();
  }

  /** The value of a term of the formulas for this query. */
  value(term) {
    if (!this.answer) return undefined;
    const { votes, neighbors } = this.answer;
    const each = (f) => neighbors.slice(0, 6).map((n) => `${n.index}: ${f(n)}`).join(" · ") + (neighbors.length > 6 ? " · …" : "");
    const weighted = this.settings.weights === "distance";
    switch (term) {
      case "share":
        return votes.map((share, label) => `class ${label}: ${format(share)}`).join(" · ");
      case "votes":
        return `classes of the neighbours ${each((n) => n.label)}`;
      case "weight":
        return weighted ? `the neighbours' distances ${each((n) => format(n.distance))}` : "uniform weights: every neighbour counts 1; choose distance";
      default:
        return undefined;
    }
  }
}

const MADE = groups([[1.5, 1.5, 1, 35], [4.5, 2, 1, 35], [3, 4.6, 1, 35]], 11);

class KnnLive {
  constructor(root, wasm) {
    this.wasm = wasm;
    this.own = null;
    const asked = fromAddress("knn");
    this.settings = {
      data: asked.data === "groups" ? "groups" : "iris",
      k: Math.max(1, Math.floor(Number(asked.k)) || 5),
      metric: ["manhattan", "chebyshev", "minkowski", "cosine"].includes(asked.metric) ? asked.metric : "euclidean",
      p: Math.max(1, Number(asked.p) || 3),
      weights: asked.weights === "distance" ? "distance" : "uniform",
      paint: 0,
    };
    this.controls = html("div", { class: "ow-controls" });
    this.problem = html("p", { class: "ow-problem", role: "alert" });
    root.append(this.controls, this.problem);
    this.view = new KnnView(root, wasm);
    this.view.changed = () => this.changed?.();
    this.view.plane.node.addEventListener("click", (event) => this.click(event));
    root.addEventListener("keydown", (event) => event.stopPropagation());
    root.append(
      paste("x, y, class\n1.5, 2.0, a\n3.1, 0.4, b", (data) => {
        this.own = data;
        this.set({ data: "own" });
      }),
    );
    this.set({});
  }

  dress() {
    const { settings: s } = this;
    const data = [["iris", "iris petals"], ["groups", "three groups"], ...(this.own ? [["own", "your own"]] : [])];
    const classes = Math.min(10, Math.max(1, ...this.data.labels) + 2);
    this.controls.replaceChildren(
      choice("data", "data", data, s.data, (value) => this.set({ data: value })),
      number("k", "k", { min: 1, max: 200 }, s.k, (k) => this.set({ k })),
      choice("metric", "metric", ["euclidean", "manhattan", "chebyshev", "minkowski", "cosine"].map((m) => [m, m]), s.metric, (metric) => this.set({ metric })),
      ...(s.metric === "minkowski" ? [number("p", "p", { min: 1, max: 20 }, s.p, (p) => this.set({ p }))] : []),
      choice("weights", "weights", [["uniform", "uniform"], ["distance", "1 / distance"]], s.weights, (weights) => this.set({ weights })),
      choice("paint", "a click adds class", Array.from({ length: classes }, (_, c) => [c, c]), s.paint, (paint) => this.set({ paint: Number(paint) })),
      button("clear", "Clear the points", () => {
        this.own = { points: [], labels: [], names: ["x", "y"] };
        this.set({ data: "own" });
      }),
      share("knn", () => {
        const { data, k, metric, p, weights } = this.settings;
        return { data, k, metric, p, weights };
      }),
    );
  }

  get data() {
    const { data } = this.settings;
    if (data === "iris") return iris;
    return data === "own" && this.own ? this.own : MADE;
  }

  set(change) {
    const keep = "data" in change ? {} : { query: this.view.query, ranges: this.frozen };
    Object.assign(this.settings, change);
    this.dress();
    this.problem.textContent = "";
    const { data, settings } = this;
    if (data.points.length === 0) {
      this.view.empty();
      this.view.plane.fit([[0, 0], [10, 6]]);
      this.problem.textContent = "Click into the field to add points.";
      return;
    }
    try {
      this.view.load(data, settings, keep);
    } catch (error) {
      this.view.empty();
      this.problem.textContent = error.message ?? String(error);
    }
  }

  /** A click beside the query adds a point of the chosen class. */
  click(event) {
    if (event.target === this.view.handle) return;
    const { points, labels, names } = this.data;
    this.own = { points: [...points, this.view.plane.at(event)], labels: [...labels, this.settings.paint], names };
    this.settings.data = "own";
    this.frozen = this.view.plane.ranges; // the field stays where it is while points are added
    this.set({});
    this.frozen = undefined;
  }

  value(term) {
    return this.view.value(term);
  }
}

/** A pitfall: the same picture, failing and mended. */
function mountPitfall(root, wasm, pitfall) {
  const told = html("p", { class: "ow-told" });
  const show = (which) => {
    const { data, settings, query, tell } = pitfall[which]({ standardised });
    view.load(data, { metric: "euclidean", weights: "uniform", ...settings }, { query });
    told.textContent = tell;
  };
  root.append(toggle(Object.keys(pitfall).map((which) => [which, which[0].toUpperCase() + which.slice(1)]), "failing", show), told);
  const view = new KnnView(root, wasm);
  show("failing");
  return view;
}
