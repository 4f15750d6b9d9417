// Folds as bands over the rows: what each fold learns from and what it holds out, fold by fold, with its score beside.
//
// The figure draws a recording, as a page written by `--watch` carries it; in the book the library makes a new one whenever a
// control changes.

import { color, format, html, svg } from "openwork/draw.js";
import { Player } from "openwork/player.js";

/** Draws the figure in `root`: `{kind: "recording", data, recording}` or, in the book, `{kind: "live", wasm}`. */
export function mount(root, source) {
  if (source.kind === "live") return import("openwork/cross_validation_live.js").then((live) => live.mount(root, source));
  const view = new FoldsView(root);
  view.load(source.data, source.recording);
  return view;
}

const WIDTH = 640;
const LEFT = 58;
const RIGHT = 492; // scores stand to the right
const ROLES = ["left out", "learnt from", "held out"];

/** Neighbouring rows with the same value, as `[value, from, to]`. */
function runs(values) {
  const found = [];
  values.forEach((value, i) => {
    const last = found.at(-1);
    if (last && last[0] === value) last[2] = i + 1;
    else found.push([value, i, i + 1]);
  });
  return found;
}

/** The bands and their player, without controls. */
export class FoldsView {
  constructor(root) {
    root.classList.add("ow-figure");
    this.picture = svg("svg", { class: "ow-plane ow-folds", role: "img", "aria-label": "folds" });
    this.note = html("p", { class: "ow-note", "aria-live": "polite" });
    this.numbers = html("dl", { class: "ow-numbers" });
    this.player = new Player(root, { label: "folds", show: () => this.draw() });
    root.append(this.picture, this.player.node, this.note, this.numbers);
  }

  /** Takes `{rows, classes, groups, score}` and a recording. */
  load(data, recording) {
    this.data = data;
    this.steps = recording.steps;
    this.start = recording.start;
    this.player.load(this.steps.length + 1);
  }

  /** Nothing to show: settings that the library refuses. */
  empty() {
    this.data = { rows: 0, classes: [], score: "" };
    this.steps = [];
    this.player.load(0);
    this.picture.replaceChildren();
    this.note.textContent = "";
    this.numbers.replaceChildren();
  }

  get state() {
    return this.player.index === 0 ? this.start : this.steps[this.player.index - 1].after;
  }

  draw() {
    const { data, steps } = this;
    const count = data.classes?.length ?? data.shown?.length ?? steps[0]?.after.roles.length ?? 0;
    const x = (row) => LEFT + ((RIGHT - LEFT) * row) / Math.max(1, count);
    const tall = Math.max(7, Math.min(26, 420 / Math.max(1, steps.length)));
    const parts = [];
    let y = 6;
    const strip = (name, values) => {
      parts.push(svg("text", { x: LEFT - 8, y: y + 11, "text-anchor": "end", text: name }));
      for (const [value, from, to] of runs(values)) {
        parts.push(
          svg("rect", { class: `ow-point ${color(value)}`, x: x(from), y, width: Math.max(0.4, x(to) - x(from)), height: 14, "data-row": from }),
        );
      }
      y += 20;
    };
    if (data.classes) strip("class", data.classes);
    if (data.groups?.length) strip("group", data.groups);
    const scores = steps.map(({ step }) => step.scores[0]);
    const [low, high] = [Math.min(0, ...scores), Math.max(1, ...scores)];
    y += 4;
    steps.slice(0, this.player.index).forEach(({ step, after }, i) => {
      const now = i === this.player.index - 1;
      parts.push(svg("text", { x: LEFT - 8, y: y + tall / 2 + 4, "text-anchor": "end", text: tall < 12 && !now ? "" : `fold ${step.fold}` }));
      const band = svg("g", { class: now ? "ow-fold ow-here" : "ow-fold", "data-fold": step.fold });
      for (const [role, from, to] of runs(after.roles)) {
        if (role) {
          const kind = role === 2 ? "ow-held" : "ow-learnt";
          band.append(svg("rect", { class: kind, x: x(from), y, width: Math.max(0.4, x(to) - x(from)), height: tall - 2, "data-role": ROLES[role] }));
        }
      }
      parts.push(band);
      const long = (70 * (step.scores[0] - low)) / (high - low || 1);
      parts.push(svg("rect", { class: "ow-score", x: RIGHT + 10, y: y + 1, width: Math.max(0.5, long), height: tall - 4 }));
      if (tall >= 12 || now) parts.push(svg("text", { x: RIGHT + 86, y: y + tall / 2 + 4, text: format(step.scores[0]) }));
      y += tall;
    });
    const height = 6 + 20 * ((data.classes ? 1 : 0) + (data.groups?.length ? 1 : 0)) + 4 + tall * steps.length + 20;
    parts.push(svg("text", { x: LEFT, y: height - 4, text: "row 0" }));
    parts.push(svg("text", { x: RIGHT, y: height - 4, "text-anchor": "end", text: `row ${Math.max(0, data.rows - 1)}` }));
    parts.push(svg("text", { x: RIGHT + 10, y: height - 4, text: data.score ?? "score" }));
    this.picture.setAttribute("viewBox", `0 0 ${WIDTH} ${height}`);
    this.picture.replaceChildren(...parts);
    this.tell();
    this.changed?.();
  }

  tell() {
    const { state, player, steps } = this;
    const step = player.index ? steps[player.index - 1].step : null;
    const rows = {
      fold: step ? `${step.fold} of ${step.of}` : `0 of ${steps.length}`,
      "learnt from": step ? step.train : "–",
      "held out": step ? step.test : "–",
      score: step ? format(step.scores[0]) : "–",
      mean: state.mean === null ? "–" : format(state.mean),
      deviation: state.deviation === null ? "–" : format(state.deviation),
    };
    this.numbers.replaceChildren(
      ...Object.entries(rows).map(([name, value]) => html("div", {}, html("dt", { text: name }), html("dd", { text: value, "data-value": name }))),
    );
    this.note.textContent = step
      ? `Fold ${step.fold}: a new model learns from the grey rows and is asked about the ${step.test} blue ones.`
      : "Start: nothing is divided yet. Every fold will learn anew.";
    this.picture.setAttribute("aria-label", `${steps.length} folds over ${this.data.rows} rows. ${this.note.textContent}`);
  }

  /** The value of a term of the formulas at this fold. */
  value(term) {
    const { state, steps, player } = this;
    if (!player.index) return "no fold yet";
    const { step } = steps[player.index - 1];
    switch (term) {
      case "mean":
        return `${format(state.mean)}, of ${state.scores.map((s) => format(s)).join(" · ")}`;
      case "deviation":
        return format(state.deviation);
      case "size":
        return `fold ${step.fold} holds out ${step.test} of ${this.data.rows} rows`;
      default:
        return undefined;
    }
  }
}
