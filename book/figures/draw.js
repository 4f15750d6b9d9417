// What every figure draws with: elements, number formats, marks that differ in shape as well as colour, a plane with axes.

const SVG = "http://www.w3.org/2000/svg";

/** Sets attributes: functions become listeners, `text` the content; null and false are left out. */
function dress(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") node.addEventListener(name.replace(/^on/, ""), value);
    else if (name === "text") node.textContent = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children);
  return node;
}

/** An HTML element. Text always goes in as text, so a label from somebody's file stays a label. */
export const html = (tag, attributes = {}, ...children) => dress(document.createElement(tag), attributes, children);

/** An SVG element. */
export const svg = (tag, attributes = {}, ...children) => dress(document.createElementNS(SVG, tag), attributes, children);

/** A number in at most `digits` significant digits, as short as it can be written. */
export function format(value, digits = 4) {
  if (value === null || value === undefined) return "–";
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e7)) return Number(value.toPrecision(digits)).toExponential().replace("e+", "e");
  return String(Number(value.toPrecision(size >= 10 ** digits ? Math.ceil(Math.log10(size)) : digits)));
}

// Outlines about the origin, of roughly equal area, for a radius of one.
const SHAPES = [
  "M1 0A1 1 0 1 1-1 0A1 1 0 1 1 1 0Z",
  "M-.89-.89H.89V.89H-.89Z",
  "M0-1.25L1.15.8H-1.15Z",
  "M0-1.3L1.2 0L0 1.3L-1.2 0Z",
  "M-.42-1.2H.42V-.42H1.2V.42H.42V1.2H-.42V.42H-1.2V-.42H-.42Z",
  "M0 1.25L1.15-.8H-1.15Z",
  "M0-1.2L1.14-.37L.71.97H-.71L-1.14-.37Z",
];

/** How many colours figure.css gives: `.ow-c0` to `.ow-c9`; seven shapes, so that 70 labels stay apart. */
export const COLORS = 10;

/** The outline of a label's mark. */
export const shape = (label) => SHAPES[label % SHAPES.length];

/** The colour class of a label; none for a point without one. */
export const color = (label) => (label === undefined || label === null ? "ow-none" : `ow-c${label % COLORS}`);

/** Round numbers that cover `low..high` in about `count` steps, none smaller than `least`. */
export function ticks(low, high, count = 5, least = 0) {
  const span = high - low;
  if (!(span > 0) || !Number.isFinite(span)) return [low];
  const rough = span / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(least, power * ([1, 2, 5, 10].find((m) => m * power >= rough) ?? 10));
  const marks = [];
  for (let i = Math.ceil(low / step); i * step <= high + step * 1e-9; i++) marks.push(Number((i * step).toPrecision(12)));
  return marks;
}

function range(values) {
  let [low, high] = [Infinity, -Infinity];
  for (const v of values) {
    if (v < low) low = v;
    if (v > high) high = v;
  }
  if (!(low <= high)) return [0, 1];
  const margin = low === high ? Math.max(Math.abs(low), 1) * 0.5 : (high - low) * 0.07;
  return [low - margin, high + margin];
}

/** Whether both axes can be drawn in one unit without squeezing one of them flat. */
export function alike(points) {
  const extent = (axis) => {
    let [low, high] = [Infinity, -Infinity];
    for (const p of points) {
      low = Math.min(low, p[axis]);
      high = Math.max(high, p[axis]);
    }
    return high - low;
  };
  const [x, y] = [extent(0), extent(1)];
  return x > 0 && y > 0 && x / y < 4 && y / x < 2.5;
}

/** Narrower than this there is no room for axes; the picture is scaled down instead. */
const LEAST_WIDTH = 160;

/** An SVG with axes, redrawn in pixels of its own width so that text stays legible on a phone. */
export class Plane {
  /** `layers` are the names of the groups to draw in, back to front; `redraw` is called when the size or the ranges change. */
  constructor({ layers, redraw, ratio = 0.62, label, axes = ["", ""], small = false }) {
    this.ratio = ratio;
    this.redraw = redraw;
    this.axes = axes;
    this.small = small;
    this.ranges = [[0, 1], [0, 1]];
    this.frame = svg("g", { class: "ow-axes", "aria-hidden": "true" });
    this.node = svg("svg", { class: "ow-plane", role: "img", "aria-label": label }, this.frame);
    this.layer = {};
    for (const name of layers) this.node.append((this.layer[name] = svg("g", { class: `ow-${name}` })));
    this.size(640);
    new ResizeObserver(([entry]) => {
      const width = Math.max(LEAST_WIDTH, Math.round(entry.contentRect.width)); // a page being laid out can be narrower for a moment
      if (width !== this.width) {
        this.size(width);
        this.axesAnew();
        this.redraw();
      }
    }).observe(this.node);
  }

  size(width) {
    this.width = width;
    this.height = Math.round(Math.max(this.small ? 110 : 280, Math.min(width * this.ratio, 460)));
    this.inset = { left: 46, right: 10, top: 10, bottom: 34 };
    this.node.setAttribute("viewBox", `0 0 ${width} ${this.height}`);
  }

  /** Fits the axes to these points; `equal` draws both axes in one unit, so that circles are round. */
  fit(points, { equal = false, ranges } = {}) {
    this.ranges = ranges ?? [range(points.map((p) => p[0])), range(points.map((p) => p[1]))];
    this.equal = equal;
    this.axesAnew();
  }

  /** The ranges as drawn: one of the two is widened where the units are equal. */
  spans() {
    const { left, right, top, bottom } = this.inset;
    const room = [this.width - left - right, this.height - top - bottom];
    if (!this.equal) return this.ranges;
    const unit = Math.max(...this.ranges.map(([low, high], i) => (high - low) / room[i]));
    return this.ranges.map(([low, high], i) => {
      const half = (unit * room[i]) / 2;
      const middle = (low + high) / 2;
      return [middle - half, middle + half];
    });
  }

  x(value) {
    const [low, high] = this.spans()[0];
    return this.inset.left + ((value - low) / (high - low)) * (this.width - this.inset.left - this.inset.right);
  }

  y(value) {
    const [low, high] = this.spans()[1];
    return this.height - this.inset.bottom - ((value - low) / (high - low)) * (this.height - this.inset.top - this.inset.bottom);
  }

  /** Where a pointer is, in the data's units. */
  at(event) {
    const box = this.node.getBoundingClientRect();
    const px = ((event.clientX - box.left) / box.width) * this.width;
    const py = ((event.clientY - box.top) / box.height) * this.height;
    const [[x0, x1], [y0, y1]] = this.spans();
    return [
      x0 + ((px - this.inset.left) / (this.width - this.inset.left - this.inset.right)) * (x1 - x0),
      y0 + ((this.height - this.inset.bottom - py) / (this.height - this.inset.top - this.inset.bottom)) * (y1 - y0),
    ];
  }

  axesAnew() {
    const { left, right, top, bottom } = this.inset;
    const [xs, ys] = this.spans();
    const parts = [svg("path", { d: `M${left} ${top}V${this.height - bottom}H${this.width - right}`, class: "ow-axis" })];
    for (const v of ticks(...xs, Math.max(2, this.width / 110), this.small ? 1 : 0)) {
      const x = this.x(v);
      parts.push(svg("path", { d: `M${x} ${this.height - bottom}v4`, class: "ow-axis" }));
      parts.push(svg("text", { x, y: this.height - bottom + 16, "text-anchor": "middle", text: format(v) }));
    }
    for (const v of ticks(...ys, Math.max(2, this.height / 80))) {
      const y = this.y(v);
      parts.push(svg("path", { d: `M${left} ${y}h-4`, class: "ow-axis" }));
      parts.push(svg("text", { x: left - 7, y: y + 4, "text-anchor": "end", text: format(v, 3) }));
    }
    parts.push(svg("text", { x: this.width - right, y: this.height - 4, "text-anchor": "end", class: "ow-name", text: this.axes[0] }));
    parts.push(svg("text", { x: this.small ? this.width - right : left + 6, y: top + 10, "text-anchor": this.small ? "end" : "start", class: "ow-name", text: this.axes[1] }));
    this.frame.replaceChildren(...parts);
  }
}

/** A small curve over the rounds, the present one marked. */
export class Curve {
  constructor({ label, axes }) {
    this.points = [];
    this.plane = new Plane({ layers: ["line", "now"], redraw: () => this.draw(), ratio: 0.2, label, axes, small: true });
    this.node = this.plane.node;
  }

  load(points) {
    this.points = points;
    this.plane.fit(points.length ? points : [[0, 0], [1, 1]]);
    this.draw();
  }

  mark(x) {
    this.now = x;
    this.draw();
  }

  draw() {
    const at = ([x, y]) => `${this.plane.x(x).toFixed(1)},${this.plane.y(y).toFixed(1)}`;
    const dots = this.points.map((p) => svg("circle", { cx: this.plane.x(p[0]), cy: this.plane.y(p[1]), r: 2 }));
    this.plane.layer.line.replaceChildren(svg("polyline", { points: this.points.map(at).join(" ") }), ...dots);
    const now = this.points.find((p) => p[0] === this.now);
    this.plane.layer.now.replaceChildren(
      ...(now ? [svg("circle", { cx: this.plane.x(now[0]), cy: this.plane.y(now[1]), r: 5, "data-round": now[0] })] : []),
    );
  }
}
