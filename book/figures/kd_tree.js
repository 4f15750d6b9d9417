// The search in a k-d tree, box by box: which boxes were opened, whose points were measured, which were passed over unseen.

import { choice, number } from "openwork/controls.js";
import { dice, groups } from "openwork/data.js";
import { Plane, format, html, svg } from "openwork/draw.js";
import { Player } from "openwork/player.js";

/** Draws the figure: a recording of `NeighborIndex::watch`, or, in the book, one the library makes anew for every query. */
export function mount(root, source) {
  if (source.kind === "live") return new KdTreeLive(root, source.wasm);
  const view = new KdTreeView(root);
  view.load(source.data, source.recording, { query: source.data.query, metric: source.data.metric ?? "euclidean" });
  return view;
}

const SAID = {
  opened: "The box is opened: its two halves go on the list, the nearer one is next.",
  measured: "A box with no halves: the points in it are measured.",
  pruned: "No point of this box can be among the nearest: it is passed over with all that is in it.",
  point: "The next point is measured.",
};

/** The picture and its player. */
class KdTreeView {
  constructor(root) {
    root.classList.add("ow-figure");
    this.frames = [];
    this.plane = new Plane({ layers: ["boxes", "reach", "points", "query"], redraw: () => this.draw(), label: "a search in a k-d tree" });
    this.note = html("p", { class: "ow-note", "aria-live": "polite" });
    this.numbers = html("dl", { class: "ow-numbers" });
    this.player = new Player(root, { label: "boxes of the search", show: () => this.draw() });
    root.append(this.plane.node, this.player.node, this.note, this.numbers);
  }

  /** Takes points, the recording of a search among them, the query and its metric. */
  load(data, recording, { query, metric, at = 0 }) {
    Object.assign(this, { data, query, metric });
    this.frames = [{ step: null, after: recording.start }, ...recording.steps];
    this.plane.axes = data.names;
    this.plane.fit(data.points, { equal: true });
    this.player.load(this.frames.length);
    if (at > 0) this.player.go(Math.min(at, this.frames.length - 1));
  }

  draw() {
    if (this.frames.length === 0) return;
    const { plane, data, query } = this;
    const past = this.frames.slice(1, this.player.index + 1).filter(({ after }) => after.corners);
    const { step, after } = this.frames[this.player.index];
    plane.layer.boxes.replaceChildren(
      ...past.map(({ step: { visit }, after: { corners } }, i) => {
        const [[x0, y0], [x1, y1]] = corners;
        const [left, top] = [plane.x(x0) - 3, plane.y(y1) - 3];
        const [width, height] = [plane.x(x1) - left + 3, plane.y(y0) - top + 3];
        return svg("rect", { x: left, y: top, width, height, rx: 3, class: `ow-box ow-${visit} ${i === past.length - 1 ? "ow-here" : ""}`, "data-visit": visit });
      }),
    );
    const measured = new Set(after.measured);
    const nearest = new Set(after.nearest.map(([row]) => row));
    plane.layer.points.replaceChildren(
      ...data.points.flatMap(([x, y], row) => {
        const [cx, cy] = [plane.x(x), plane.y(y)];
        const dot = svg("circle", { cx, cy, r: 3.2, class: `ow-point ${measured.has(row) ? "ow-c0" : "ow-none"}`, "data-measured": measured.has(row) });
        return nearest.has(row) ? [dot, svg("circle", { cx, cy, r: 7, class: "ow-ring", "data-neighbor": row })] : [dot];
      }),
    );
    plane.layer.reach.replaceChildren(...this.reach(step?.radius ?? null));
    const [qx, qy] = [plane.x(query[0]), plane.y(query[1])];
    plane.layer.query.replaceChildren(svg("path", { d: `M${qx - 7} ${qy}H${qx + 7}M${qx} ${qy - 7}V${qy + 7}`, class: "ow-cross" }));
    this.tell(step, after);
    this.changed?.();
  }

  /** All places as near as the k-th nearest so far: what a box must touch to be opened. */
  reach(radius) {
    if (radius === null) return [];
    const { plane, query: [x, y] } = this;
    const corners = { manhattan: [[x - radius, y], [x, y + radius], [x + radius, y], [x, y - radius]] }[this.metric];
    const square = [[x - radius, y - radius], [x - radius, y + radius], [x + radius, y + radius], [x + radius, y - radius]];
    if (this.metric === "euclidean") {
      return [svg("ellipse", { cx: plane.x(x), cy: plane.y(y), rx: plane.x(x + radius) - plane.x(x), ry: plane.y(y) - plane.y(y + radius) })];
    }
    return [svg("polygon", { points: (corners ?? square).map((p) => `${plane.x(p[0])},${plane.y(p[1])}`).join(" ") })];
  }

  tell(step, after) {
    const last = this.player.index === this.frames.length - 1;
    const total = this.data.points.length;
    const share = `${after.measured.length} of ${total} points were measured`;
    this.note.textContent = step ? SAID[step.visit] + (last ? ` Done: ${share}.` : "") : "The search begins with the box of all points.";
    const rows = { "points measured": `${after.measured.length} of ${total}`, "farthest of the nearest": format(step?.radius ?? null), boxes: after.round };
    this.numbers.replaceChildren(
      ...Object.entries(rows).map(([name, value]) => html("div", {}, html("dt", { text: name }), html("dd", { text: value, "data-value": name }))),
    );
    this.plane.node.setAttribute("aria-label", `A search among ${total} points. ${this.note.textContent}`);
  }
}

const MADE = (() => {
  const roll = dice(17);
  const even = Array.from({ length: 260 }, () => [10 * roll(), 6 * roll()]);
  return { points: [...even, ...groups([[3, 4, 0.8, 140]], 6).points], names: ["x", "y"] };
})();

class KdTreeLive {
  constructor(root, wasm) {
    this.wasm = wasm;
    this.settings = { k: 5, metric: "euclidean", weights: "uniform" };
    this.query = [6.4, 2.6];
    this.controls = html(
      "div",
      { class: "ow-controls" },
      number("k", "k", { min: 1, max: 60 }, this.settings.k, (k) => this.set({ k })),
      choice("metric", "metric", ["euclidean", "manhattan", "chebyshev"].map((m) => [m, m]), "euclidean", (metric) => this.set({ metric })),
      html("span", { text: "Click into the field to ask for another place." }),
    );
    root.append(this.controls);
    this.view = new KdTreeView(root);
    this.view.changed = () => this.changed?.();
    this.view.plane.node.addEventListener("click", (event) => {
      this.query = this.view.plane.at(event);
      this.search(this.view.player.index === this.view.frames.length - 1 ? Infinity : 0);
    });
    this.search(0);
  }

  set(change) {
    Object.assign(this.settings, change);
    this.search(0);
  }

  search(at) {
    const recording = JSON.parse(this.wasm.watch_neighbors(new Float64Array(MADE.points.flat()), new Float64Array(this.query), JSON.stringify(this.settings)));
    this.view.load(MADE, recording, { query: this.query, metric: this.settings.metric, at });
  }

  /** The value of a term of the formulas at this step. */
  value(term) {
    const { frames, player } = this.view;
    const { step, after } = frames[player.index];
    if (!after.corners) return "no box yet";
    const [low, high] = after.corners;
    const at = (p) => `(${p.map((v) => format(v)).join(", ")})`;
    switch (term) {
      case "box":
        return `the box reaches from ${at(low)} to ${at(high)}, the query is at ${at(this.query)}: ${step.visit}`;
      default:
        return undefined;
    }
  }
}
