// Gradient descent in the book: the library runs again whenever a control changes.

import { button, choice, fromAddress, number, share, toggle } from "openwork/controls.js";
import { dice } from "openwork/data.js";
import { format, html } from "openwork/draw.js";
import { DescentView } from "openwork/gradient_descent.js";

/** Points about the line `slope x + height`, x from `low` to `high`. */
function about(slope, height, [low, high], noise, count = 40, seed = 5) {
  const roll = dice(seed);
  return Array.from({ length: count }, () => {
    const x = low + (high - low) * roll();
    return [x, slope * x + height + noise * (roll() + roll() + roll() - 1.5)];
  });
}

const MADE = about(1.4, 2, [-1, 3], 1.2);
const YEARS = about(0.8, -1500, [1960, 2020], 6).map(([x, y]) => [x, y]);

/** What the library says of a run, or its refusal as an Error. */
export function run(wasm, points, settings, how = "gradient_descent") {
  try {
    return JSON.parse(wasm[how](new Float64Array(points.flat()), JSON.stringify({ seed: 0, learning_rate: null, ...settings })));
  } catch (error) {
    throw new Error(error.message ?? String(error));
  }
}

/** What the view draws of points in the plane. */
const dataOf = (points, plane, names = ["x", "y"]) => ({
  x: points.map(([x]) => [x]), y: points.map(([, y]) => y), features: [names[0]], target: names[1], axes: [0, 1], names: ["slope", "intercept"], plane, rows: points.length,
});

/** Draws the live figure, or one of the pitfalls (`pitfall=rate` and so on in the figure's options). */
export function mount(root, { wasm, options = {} }) {
  if (options.pitfall === "far") return mountFar(root, wasm);
  if (options.pitfall) return mountPitfall(root, wasm, PITFALLS[options.pitfall]);
  return new DescentLive(root, wasm);
}

const RATES = [0.05, 0.1, 0.25, 0.5, 1, 1.5, 1.9, 2.05, 2.5];

class DescentLive {
  constructor(root, wasm) {
    this.wasm = wasm;
    const asked = fromAddress("gradient_descent");
    const batch = Math.floor(Number(asked.batch));
    this.settings = {
      batch: batch >= 0 && batch <= 40 ? batch : 0,
      rate: RATES.includes(Number(asked.rate)) ? Number(asked.rate) : 1,
      seed: Math.max(0, Math.floor(Number(asked.seed) || 0)),
    };
    this.controls = html("div", { class: "ow-controls" });
    this.told = html("p", { class: "ow-told" });
    root.append(this.controls, this.told);
    this.view = new DescentView(root);
    this.dress();
    this.compute();
  }

  dress() {
    const { settings } = this;
    const rates = RATES.map((rate) => [String(rate), `${rate} × the safe one`]);
    this.controls.replaceChildren(
      choice("batch", "rows a step", [["0", "all 40"], ["16", "16"], ["4", "4"], ["1", "one"]], String(settings.batch), (v) => this.set({ batch: Number(v) })),
      choice("rate", "learning rate", rates, String(settings.rate), (v) => this.set({ rate: Number(v) })),
      number("seed", "seed", { min: 0, max: 999999 }, settings.seed, (seed) => this.set({ seed })),
      button("again", "Another order", () => {
        this.set({ seed: settings.seed + 1 });
        this.dress();
      }),
      share("gradient_descent", () => ({ ...this.settings })),
    );
  }

  set(change) {
    Object.assign(this.settings, change);
    this.compute();
  }

  compute() {
    const { batch, rate, seed } = this.settings;
    const { safe } = run(this.wasm, MADE, { batch, max_iter: 1 });
    const passes = batch === 0 ? 60 : Math.max(3, Math.min(30, 10 * batch));
    this.found = run(this.wasm, MADE, { batch, learning_rate: rate * safe, max_iter: passes, seed });
    const { recording, plane, best, converged, diverged } = this.found;
    this.view.load(dataOf(MADE, plane), recording);
    const end = diverged
      ? "The loss grows without bound, and the library says so: the learning rate is too large."
      : converged
        ? "It has converged."
        : `Not converged after ${passes} passes.`;
    this.told.textContent = `Learning rate ${format(rate * safe)}; the line of least squares has slope ${format(best[0])} and intercept ${format(best[1])}. ${end}`;
  }

  /** The value of a term of the formulas at this step. */
  value(term) {
    const { frame } = this.view;
    if (!frame) return undefined;
    const { state, step } = frame;
    switch (term) {
      case "loss":
        return step ? `${format(step.loss, 6)} over the rows of this step` : format(state.loss, 6);
      case "residual":
        return `of the first point ${format(state.coef[0] * MADE[0][0] + state.intercept - MADE[0][1])}`;
      case "rate":
        return format(this.found.rate);
      case "slope":
        return step ? `its length is ${format(step.gradient_norm)}` : "no step yet";
      case "coefficients":
        return `slope ${format(state.coef[0])}, intercept ${format(state.intercept)}`;
      default:
        return undefined;
    }
  }
}

const PITFALLS = {
  rate: {
    failing: { points: MADE, settings: { batch: 0, max_iter: 40 }, times: 2.3, tell: "2.3 times the safe rate: every step overshoots by more than the one before. The loss grows, and the run ends by saying that it diverged." },
    mended: { points: MADE, settings: { batch: 0, max_iter: 40 }, times: 1, tell: "The safe rate, found from the data: the loss falls in every step." },
  },
  scale: {
    failing: { points: YEARS, names: ["year", "y"], settings: { batch: 0, max_iter: 60 }, times: 1, tell: "The feature is a year, near 2000: the surface is a gorge so narrow that a safe step is tiny along it. The line turns and then hardly moves." },
    mended: { points: YEARS, names: ["year", "y"], settings: { batch: 0, max_iter: 60, standardize: true }, times: 1, tell: "Standardized, the surface is round, and the very first step leads to its bottom; slope and intercept are given in the units of the data." },
  },
  sign: {
    failing: { points: MADE, settings: { batch: 0, max_iter: 25 }, times: 1, how: "gradient_descent_wrong_sign", tell: "The slope goes down, the intercept up: one sign is wrong, and the intercept runs away however small the rate is." },
    mended: { points: MADE, settings: { batch: 0, max_iter: 25 }, times: 1, tell: "Both go against their derivative. A test holds each derivative against a difference of two losses." },
  },
};

/** A pitfall: the same figure, failing and mended. */
function mountPitfall(root, wasm, pitfall) {
  const told = html("p", { class: "ow-told" });
  const show = (which) => {
    const { points, names, settings, times, how, tell } = pitfall[which];
    const { safe } = run(wasm, points, { ...settings, max_iter: 1 });
    const { recording, plane } = run(wasm, points, { ...settings, learning_rate: times * safe }, how);
    view.load(dataOf(points, plane, names), recording);
    view.player.go(view.frames.length - 1);
    told.textContent = tell;
  };
  root.append(toggle([["failing", "Failing"], ["mended", "Mended"]], "failing", show), told);
  const view = new DescentView(root);
  show("failing");
  return view;
}

/** Single precision far from the origin: the line by sums that cancel, and by the library. */
function mountFar(root, wasm) {
  root.classList.add("ow-figure");
  const points = about(1.4, 2, [0, 4], 1).map(([x, y]) => [x + 10000, y]);
  const told = html("p", { class: "ow-told" });
  const place = html("div");
  const show = (which) => {
    const flat = new Float64Array(points.flat());
    const [slope, intercept] = wasm[which === "failing" ? "line_f32_shortcut" : "line_f32"](flat);
    place.replaceChildren();
    const inner = html("div");
    place.append(inner);
    const { plane } = run(wasm, points, { batch: 0, max_iter: 1 });
    const state = { round: 0, pass: 0, coef: [slope], intercept, loss: 0, batch: [] };
    const view = new DescentView(inner);
    view.load(dataOf(points, plane, ["x", "y"]), { start: state, steps: [] });
    inner.querySelector(".ow-player").remove();
    inner.querySelectorAll(".ow-plane")[0].remove();
    inner.querySelectorAll(".ow-plane")[1].remove();
    view.note.textContent = "";
    told.textContent =
      which === "failing"
        ? `Sums of squares near 10⁸ in single precision, one taken from the other: the slope comes out as ${format(slope)}, where the points were made with 1.4.`
        : `The same numbers relative to their mean, summed in double precision: slope ${format(slope)}.`;
    told.dataset.slope = slope;
  };
  root.append(toggle([["failing", "Failing"], ["mended", "Mended"]], "failing", show), told, place);
  show("failing");
  return null;
}
