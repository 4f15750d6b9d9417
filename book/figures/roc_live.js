// The ROC figure in the book: scores made as the reader asks, and the pitfalls.

import { choice, fromAddress, number, share, toggle } from "openwork/controls.js";
import { html, format } from "openwork/draw.js";
import iris from "openwork/iris.js";
import { RocView } from "openwork/roc.js";

/** Draws the live figure, or one of its pitfalls. */
export function mountLive(root, { wasm, options = {} }) {
  return options.pitfall ? mountPitfall(root, wasm, PITFALLS[options.pitfall]) : new RocLive(root, wasm);
}

/** Numbers between 0 and 1 that are the same in every browser (a 32-bit generator by xorshift). */
function uniform(seed) {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return ((state >>> 0) + 0.5) / 4294967296;
  };
}

/** Scores of two groups whose middles are so many spreads apart. */
function groups({ apart, positives, negatives, digits = 3 }, seed = 7) {
  const draw = uniform(seed);
  for (let i = 0; i < 20; i++) draw();
  const normal = () => Math.sqrt(-2 * Math.log(draw())) * Math.cos(2 * Math.PI * draw());
  const power = 10 ** digits;
  const truth = [...Array(negatives).fill(0), ...Array(positives).fill(1)];
  return { truth, scores: truth.map((t) => Math.round((normal() + t * apart) * power) / power) };
}

/** Petal lengths of two kinds of iris: is it virginica? */
function petals() {
  const rows = iris.points.map((point, i) => [point[0], iris.labels[i]]).filter(([, label]) => label > 0);
  return { truth: rows.map(([, label]) => label - 1), scores: rows.map(([length]) => length) };
}

function sweep(wasm, { truth, scores }) {
  return JSON.parse(wasm.sweep_threshold(new Uint8Array(truth), new Float64Array(scores)));
}

class RocLive {
  constructor(root, wasm) {
    this.wasm = wasm;
    const asked = fromAddress("roc");
    const whole = (value, least, most, other) => (value === undefined || !Number.isFinite(Number(value)) ? other : Math.max(least, Math.min(most, Math.round(Number(value)))));
    this.settings = {
      data: asked.data === "iris" ? "iris" : "groups",
      apart: whole(asked.apart, -40, 40, 15),
      positives: whole(asked.positives, 1, 500, 40),
      negatives: whole(asked.negatives, 1, 500, 60),
      digits: asked.digits === "0" ? 0 : 3,
    };
    this.controls = html("div", { class: "ow-controls" });
    this.problem = html("p", { class: "ow-problem", role: "alert" });
    root.append(this.controls, this.problem);
    this.view = new RocView(root);
    this.view.changed = () => this.changed?.();
    this.set({});
  }

  dress() {
    const { settings: s } = this;
    const made = s.data === "groups";
    this.controls.replaceChildren(
      choice("data", "data", [["groups", "two groups"], ["iris", "iris: virginica by petal length"]], s.data, (data) => this.set({ data })),
      ...(made
        ? [
            number("apart", "tenths of a spread apart", { min: -40, max: 40 }, s.apart, (apart) => this.set({ apart })),
            number("positives", "positives", { min: 1, max: 500 }, s.positives, (positives) => this.set({ positives })),
            number("negatives", "negatives", { min: 1, max: 500 }, s.negatives, (negatives) => this.set({ negatives })),
            choice("digits", "scores", [[3, "of three decimals"], [0, "whole: many ties"]], s.digits, (digits) => this.set({ digits: Number(digits) })),
          ]
        : []),
      share("roc", () => this.settings),
    );
  }

  set(change) {
    Object.assign(this.settings, change);
    this.dress();
    const { data, apart, ...rest } = this.settings;
    try {
      const found = sweep(this.wasm, data === "iris" ? petals() : groups({ apart: apart / 10, ...rest }));
      this.problem.textContent = "";
      this.view.load(found.data, found.recording);
      this.view.player.go(Math.floor((this.view.steps.length - 1) / 3));
    } catch (error) {
      this.problem.textContent = error.message ?? String(error);
    }
  }

  value(term) {
    return this.view.value(term);
  }
}

/** Each: `failing` and `mended` give rows and what to say of `(area, average precision)`. */
const PITFALLS = {
  imbalance: {
    failing: {
      rows: () => groups({ apart: 2, positives: 10, negatives: 490 }),
      tell: ({ area }) => `One row in fifty is positive. The area is ${format(area, 3)}, which looks splendid, and says nothing of how many of the rows that are found are wrong.`,
    },
    mended: {
      rows: () => groups({ apart: 2, positives: 10, negatives: 490 }),
      tell: ({ precision }) => `The same scores by precision and recall: the average precision is ${format(precision, 3)}. Where positives are rare, look at this.`,
    },
  },
  ties: {
    failing: {
      rows: () => {
        const { truth, scores } = groups({ apart: 0.6, positives: 60, negatives: 60, digits: 0 });
        return { truth, scores: scores.map((s, i) => s + truth[i] * 1e-6) };
      },
      tell: ({ area }) => `Whole scores, many of them equal, and the curve walks through equal scores in the order of the rows, positives first: an area of ${format(area, 3)} that is not there.`,
    },
    mended: {
      rows: () => groups({ apart: 0.6, positives: 60, negatives: 60, digits: 0 }),
      tell: ({ area }) => `Equal scores move together, along a straight line: the area is ${format(area, 3)}, a tie counting half.`,
    },
  },
  direction: {
    failing: {
      rows: () => groups({ apart: -1.5, positives: 50, negatives: 50 }),
      tell: ({ area }) => `Low scores mean positive here, a distance for instance: the area is ${format(area, 3)}, below one half, worse than guessing.`,
    },
    mended: {
      rows: () => {
        const { truth, scores } = groups({ apart: -1.5, positives: 50, negatives: 50 });
        return { truth, scores: scores.map((s) => -s) };
      },
      tell: ({ area }) => `The sign turned, high scores mean positive: the area is ${format(area, 3)}, one less what it was.`,
    },
  },
};

function mountPitfall(root, wasm, pitfall) {
  const told = html("p", { class: "ow-told" });
  const show = (which) => {
    const found = sweep(wasm, pitfall[which].rows());
    view.load(found.data, found.recording);
    view.player.go(Math.floor((view.steps.length - 1) / 4));
    told.textContent = pitfall[which].tell({ area: view.steps.at(-1).area, precision: found.average_precision });
  };
  root.append(toggle([["failing", "Failing"], ["mended", "Mended"]], "failing", show), told);
  const view = new RocView(root);
  show("failing");
  return view;
}
