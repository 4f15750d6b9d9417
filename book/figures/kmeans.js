// k-means, round by round: points, centres and their trails, the inertia so far.
//
// The figure draws a recording: the first state, then each step with the state after it. A page written by `--watch` carries
// the recording of its run; in the book the library, compiled to WebAssembly, makes a new one whenever a control changes.

import { Curve, Plane, alike, color, format, html, shape, svg } from "openwork/draw.js";
import { Player } from "openwork/player.js";

/** Draws the figure in `root`: `{kind: "recording", data, recording}` or, in the book, `{kind: "live", wasm}`. */
export function mount(root, source) {
  if (source.kind === "live") return import("openwork/kmeans_live.js").then((live) => live.mount(root, source));
  const view = new KMeansView(root);
  view.load(source.data, source.recording);
  return view;
}

/**
 * The frames of a recording. A round has two halves, assign and update, and both can be read off the snapshots before and
 * after it: the labels belong to the centres before. Where the last round ended by its tolerance or by the limit of rounds,
 * the library assigned once more to the moved centres, and where rounds were left out of the recording, the labels between
 * are not known: such a round is one frame.
 */
export function frames({ start, steps }) {
  const list = [{ round: 0, half: "start", centers: start.centers, labels: start.labels, step: null, inertia: start.inertia }];
  let before = start;
  steps.forEach(({ step, after }, i) => {
    const whole = step.round !== before.round + 1 || (i === steps.length - 1 && step.moved > 0);
    if (!whole) {
      list.push({ round: step.round, half: "assign", centers: before.centers, labels: after.labels, step, inertia: step.inertia });
    }
    list.push({
      round: step.round,
      half: whole ? "assign, update and assign once more" : "update",
      centers: after.centers,
      labels: after.labels,
      step,
      inertia: whole ? after.inertia : step.inertia,
    });
    before = after;
  });
  return list;
}

/** The picture and its player, without controls. */
export class KMeansView {
  constructor(root) {
    root.classList.add("ow-figure");
    this.root = root;
    this.frames = [];
    this.data = { points: [], names: ["x", "y"] };
    const { name, round } = this;
    this.plane = new Plane({ layers: ["points", "lines", "trails", "centres"], redraw: () => this.draw(), label: name });
    this.curve = new Curve({ label: `inertia by ${round}`, axes: [round, "inertia"] });
    this.numbers = html("dl", { class: "ow-numbers" });
    this.note = html("p", { class: "ow-note", "aria-live": "polite" });
    this.player = new Player(root, { label: `${round}s of ${name}`, show: () => this.draw() });
    root.append(this.plane.node, this.player.node, this.note, this.numbers, this.curve.node);
  }

  get name() {
    return "k-means";
  }

  /** What a step is called, in the text and in the recording. */
  get round() {
    return "round";
  }

  framesOf(recording) {
    return frames(recording);
  }

  /** Takes `{points, names, shown, total}` and a recording. */
  load(data, recording, ranges) {
    this.data = data;
    this.frames = this.framesOf(recording);
    this.plane.axes = data.names ?? ["x", "y"];
    const everywhere = [...data.points, ...this.frames.flatMap((frame) => frame.centers)];
    this.plane.fit(everywhere, { equal: alike(everywhere), ranges });
    this.marks = data.points.map(() => svg("path"));
    this.plane.layer.points.replaceChildren(...this.marks);
    this.centres = (this.frames[0]?.centers ?? []).map((_, j) =>
      svg(
        "g",
        { class: `ow-centre ${color(j)}`, "data-centre": j },
        svg("path", { d: shape(j), transform: "scale(9)" }),
        svg("text", { "text-anchor": "middle", y: 4, text: j }),
      ),
    );
    this.plane.layer.centres.replaceChildren(...this.centres);
    this.curve.load(recording.steps.map(({ step }) => [step[this.round], step.inertia]));
    this.player.load(this.frames.length);
  }

  get frame() {
    return this.frames[this.player.index];
  }

  draw() {
    const frame = this.frame;
    if (!frame || !this.marks) return;
    const { plane } = this;
    const radius = this.data.points.length > 600 ? 2.2 : this.data.points.length > 200 ? 3 : 4;
    this.data.points.forEach(([x, y], i) => {
      const label = frame.labels[i];
      const mark = this.marks[i];
      mark.setAttribute("class", `ow-point ${color(label)}`);
      mark.setAttribute("d", shape(label ?? 0));
      const scale = frame.batch?.has(i) ? 2 * radius : radius;
      mark.setAttribute("transform", `translate(${plane.x(x).toFixed(2)} ${plane.y(y).toFixed(2)}) scale(${scale})`);
    });
    frame.centers.forEach(([x, y], j) => {
      this.centres[j].style.transform = `translate(${plane.x(x).toFixed(2)}px, ${plane.y(y).toFixed(2)}px)`;
    });
    const past = this.frames.slice(0, this.player.index + 1);
    plane.layer.trails.replaceChildren(
      ...frame.centers.map((_, j) =>
        svg("polyline", {
          class: color(j),
          points: past.map(({ centers }) => `${plane.x(centers[j][0]).toFixed(1)},${plane.y(centers[j][1]).toFixed(1)}`).join(" "),
        }),
      ),
    );
    this.tell(frame);
    this.drawn?.(frame);
  }

  tell(frame) {
    const { step } = frame;
    const rows = this.rows(frame);
    this.numbers.replaceChildren(
      ...Object.entries(rows).map(([name, value]) => html("div", {}, html("dt", { text: name }), html("dd", { text: value, "data-value": name }))),
    );
    const last = this.player.index === this.frames.length - 1;
    const said = this.said(frame);
    const ended = last && step ? (step.moved === 0 ? " No label changed: done." : " Done.") : "";
    const { shown, total } = this.data;
    const share = total > shown ? ` (${shown.toLocaleString("en")} of ${total.toLocaleString("en")} points are drawn.)` : "";
    this.note.textContent = said + ended + share;
    this.plane.node.setAttribute("aria-label", `${this.data.points.length} points and ${frame.centers.length} centres. ${this.note.textContent}`);
    this.curve.mark(step ? frame.round : null);
  }

  /** The numbers under the picture. */
  rows({ round, inertia, step }) {
    return {
      round,
      inertia: format(inertia, 6),
      "points moved": step ? step.moved : "–",
      "centres' shift²": step ? format(step.shift) : "–",
    };
  }

  /** What happened, in a sentence. */
  said({ round, half }) {
    const said = {
      start: "Start: the centres are placed, no point belongs to one yet.",
      assign: `Round ${round}, assign: every point takes the label of its nearest centre.`,
      update: `Round ${round}, update: every centre moves to the mean of its points.`,
    };
    return said[half] ?? `Round ${round}: ${half}.`;
  }
}
