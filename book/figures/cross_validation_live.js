// Cross validation in the book: the library divides and learns again whenever a control changes.

import { button, choice, fromAddress, number, share, toggle } from "openwork/controls.js";
import { FoldsView } from "openwork/cross_validation.js";
import { PITFALLS, made } from "openwork/cross_validation_pitfalls.js";
import { html } from "openwork/draw.js";

/** Draws the live figure, or one of the pitfalls (`pitfall=sorted` and so on in the figure's options). */
export function mount(root, { wasm, options = {} }) {
  return options.pitfall ? mountPitfall(root, wasm, PITFALLS[options.pitfall]) : new FoldsLive(root, wasm);
}

/** The recording of a run: what the library returns, or its refusal as an Error. */
export function run(wasm, { points, labels, groups }, settings) {
  try {
    return JSON.parse(wasm.validate(new Float64Array(points.flat()), new Uint32Array(labels), new Uint32Array(groups ?? []), JSON.stringify(settings)));
  } catch (error) {
    throw new Error(error.message ?? String(error));
  }
}

const SCHEMES = [
  ["kfold", "k-fold"],
  ["stratified", "stratified"],
  ["group", "groups together"],
  ["stratified_group", "groups, stratified"],
  ["shuffle", "drawn anew"],
  ["stratified_shuffle", "drawn anew, stratified"],
  ["time", "time"],
  ["loo", "leave one out"],
];

class FoldsLive {
  constructor(root, wasm) {
    this.wasm = wasm;
    const asked = fromAddress("cross_validation");
    this.settings = {
      order: asked.order === "sorted" ? "sorted" : "mixed",
      scheme: SCHEMES.some(([name]) => name === asked.scheme) ? asked.scheme : "kfold",
      folds: Math.max(1, Math.min(12, Number(asked.folds) || 5)),
      shuffle: asked.shuffle === "true",
      seed: Math.max(0, Math.floor(Number(asked.seed) || 0)),
    };
    this.controls = html("div", { class: "ow-controls" });
    this.problem = html("p", { class: "ow-problem", role: "alert" });
    root.append(this.controls, this.problem);
    this.view = new FoldsView(root);
    this.view.changed = () => this.changed?.();
    this.dress();
    this.compute();
  }

  dress() {
    const { settings } = this;
    this.controls.replaceChildren(
      choice("order", "rows", [["mixed", "classes mixed"], ["sorted", "sorted by class"]], settings.order, (order) => this.set({ order })),
      choice("scheme", "splitter", SCHEMES, settings.scheme, (scheme) => this.set({ scheme })),
      number("folds", "folds", { min: 1, max: 12 }, settings.folds, (folds) => this.set({ folds })),
      choice("shuffle", "shuffle", [["false", "no"], ["true", "yes"]], String(settings.shuffle), (value) => this.set({ shuffle: value === "true" })),
      number("seed", "seed", { min: 0, max: 999999 }, settings.seed, (seed) => this.set({ seed })),
      button("again", "Draw again", () => {
        this.set({ seed: settings.seed + 1 });
        this.dress();
      }),
      share("cross_validation", () => ({ ...this.settings })),
    );
  }

  set(change) {
    Object.assign(this.settings, change);
    this.compute();
  }

  /** Runs the library and shows every fold of the run. */
  compute() {
    const { order, scheme, folds, shuffle, seed } = this.settings;
    const data = made(order);
    const grouped = scheme.endsWith("group");
    this.problem.textContent = "";
    try {
      const recording = run(this.wasm, data, { scheme, folds, shuffle, seed, k: 3 });
      this.problem.textContent = recording.warning ?? "";
      this.view.load({ rows: data.points.length, classes: data.labels, groups: grouped ? data.groups : [], score: "accuracy" }, recording);
      this.view.player.go(recording.steps.length);
    } catch (error) {
      this.problem.textContent = error.message;
      this.view.empty();
    }
  }

  value(term) {
    return this.view.value(term);
  }
}

/** A pitfall: the same figure, failing and mended. */
function mountPitfall(root, wasm, pitfall) {
  const told = html("p", { class: "ow-told" });
  const show = (which) => {
    const { data, settings, tell } = pitfall[which];
    const recording = run(wasm, data, settings);
    view.load({ rows: data.points.length, classes: data.labels, groups: [], score: "accuracy" }, recording);
    view.player.go(recording.steps.length);
    told.textContent = tell + (recording.warning ? ` The library warns: ${recording.warning}.` : "");
  };
  root.append(toggle([["failing", "Failing"], ["mended", "Mended"]], "failing", show), told);
  const view = new FoldsView(root);
  show("failing");
  return view;
}
