// A confusion matrix to edit, the scores of each class, and their micro, macro and weighted averages side by side.

import { choice, fromAddress, share, toggle } from "openwork/controls.js";
import { color, format, html } from "openwork/draw.js";

const SCORES = [["precision", "precision"], ["recall", "recall"], ["f", "F1"]];

/** Draws the live figure, or one of its pitfalls. */
export function mount(root, { wasm, options = {} }) {
  return options.pitfall ? mountPitfall(root, wasm, PITFALLS[options.pitfall]) : new AveragesLive(root, wasm);
}

/** An editable confusion matrix and what is made of it. */
export class AveragesView {
  constructor(root, wasm) {
    root.classList.add("ow-figure");
    this.wasm = wasm;
    this.table = html("table", { class: "ow-neighbors ow-matrix" });
    this.each = html("table", { class: "ow-neighbors" });
    this.averages = html("table", { class: "ow-neighbors" });
    this.numbers = html("dl", { class: "ow-numbers" });
    this.problem = html("p", { class: "ow-problem", role: "alert" });
    this.note = html("p", { class: "ow-note", "aria-live": "polite" });
    const boxed = (table) => html("div", { class: "ow-scroll" }, table);
    root.append(html("div", { class: "ow-pair" }, boxed(this.table), boxed(this.each)), this.problem, boxed(this.averages), this.note, this.numbers);
  }

  /** Takes a confusion matrix, the names of its classes, and what zero divided by zero is: 0, 1 or null. */
  load(cells, names, zero = 0) {
    Object.assign(this, { cells: cells.map((row) => [...row]), names, zero });
    const field = (t, a) =>
      html("input", {
        type: "number", min: 0, step: 1, inputmode: "numeric", name: `cell-${t}-${a}`, value: this.cells[t][a], style: "width: 76px",
        "aria-label": `truth ${names[t]}, answer ${names[a]}`,
        onchange: (event) => {
          this.cells[t][a] = Math.max(0, Math.round(Number(event.target.value)) || 0);
          event.target.value = this.cells[t][a];
          this.judge();
        },
      });
    const head = html("tr", {}, html("th", { text: "truth \\ answer" }), ...names.map((text, i) => html("th", { text, class: color(i) })));
    const rows = names.map((text, t) => html("tr", {}, html("th", { text, class: color(t) }), ...names.map((_, a) => html("td", {}, field(t, a)))));
    this.table.replaceChildren(html("tbody", {}, head, ...rows));
    this.judge();
  }

  judge() {
    try {
      this.found = JSON.parse(this.wasm.judge_confusion(new Float64Array(this.cells.flat()), this.names.length, JSON.stringify(this.zero)));
      this.problem.textContent = "";
    } catch (error) {
      this.problem.textContent = error.message ?? String(error);
      return;
    }
    const { found, names } = this;
    const cell = (value, key) => html("td", { "data-score": key, text: value === null ? "NaN" : format(value, 3) });
    const meter = (value) => html("meter", { min: 0, max: 1, value: value ?? 0 });
    const head = (...texts) => html("tr", {}, ...texts.map((text) => html("th", { text })));
    this.each.replaceChildren(
      html("tbody", {}, head("class", ...SCORES.map(([, name]) => name), "points"), ...found.each.map((scores, i) =>
        html("tr", {}, html("td", { class: color(i), text: names[i] }), ...SCORES.map(([key]) => cell(scores[key], `${key}-${i}`)), html("td", { text: format(scores.support) })),
      )),
    );
    const rows = [["micro", "every point counts alike"], ["macro", "every class counts alike"], ["weighted", "classes by their points"]];
    this.averages.replaceChildren(
      html("tbody", {}, head("average", ...SCORES.map(([, name]) => name), "", "F1"), ...rows.map(([key, text]) =>
        html("tr", {}, html("td", { text: `${key}: ${text}` }), ...SCORES.map(([score]) => cell(found[key][score], `${key}-${score}`)), html("td", {}), html("td", {}, meter(found[key].f))),
      )),
    );
    const others = { accuracy: found.accuracy, "balanced accuracy": found.balanced, Matthews: found.matthews, "Cohen's kappa": found.kappa };
    this.numbers.replaceChildren(...Object.entries(others).map(([name, value]) => html("div", {}, html("dt", { text: name }), html("dd", { "data-value": name, text: format(value, 3) }))));
    const never = [["precision", "answered"], ["recall", "true"]].flatMap(([key, word], which) =>
      found.each.flatMap((scores, i) => (scores.undefined[which] ? [`${names[i]} is never ${word}: its ${key} is zero divided by zero`] : [])),
    );
    this.note.textContent = never.join("; ") + (never.length ? "." : "");
    this.changed?.();
  }

  /** The value of a term of the formulas for the last class. */
  value(term) {
    const last = this.names.length - 1;
    const scores = this.found?.each[last];
    if (!scores) return undefined;
    if (term === "precision" || term === "recall") return `class ${this.names[last]}: ${format(scores[term])}`;
    if (term === "f") return `class ${this.names[last]}: ${format(scores.f)}`;
    return undefined;
  }
}

const TABLES = {
  imbalanced: [["healthy", "mild", "severe"], [[900, 30, 10], [25, 35, 5], [8, 6, 6]]],
  even: [["cat", "dog", "fox"], [[31, 2, 5], [7, 29, 1], [4, 3, 30]]],
  two: [["no", "yes"], [[950, 20], [12, 18]]],
};

class AveragesLive {
  constructor(root, wasm) {
    const asked = fromAddress("classification_metrics");
    this.settings = { table: asked.table in TABLES ? asked.table : "imbalanced", zero: ["1", "nan"].includes(asked.zero) ? asked.zero : "0" };
    this.controls = html("div", { class: "ow-controls" });
    root.append(this.controls);
    root.addEventListener("keydown", (event) => event.stopPropagation());
    this.view = new AveragesView(root, wasm);
    this.view.changed = () => this.changed?.();
    this.set({});
  }

  set(change) {
    Object.assign(this.settings, change);
    const { table, zero } = this.settings;
    const kept = "zero" in change ? this.view.cells : TABLES[table][1];
    this.controls.replaceChildren(
      choice("table", "table", [["imbalanced", "imbalanced"], ["even", "three of a size"], ["two", "two classes"]], table, (table) => this.set({ table })),
      choice("zero", "zero divided by zero", [["0", "is 0"], ["1", "is 1"], ["nan", "is left out"]], zero, (zero) => this.set({ zero })),
      share("classification_metrics", () => this.settings),
    );
    this.view.load(kept, TABLES[table][0], zero === "nan" ? null : Number(zero));
  }

  value(term) {
    return this.view.value(term);
  }
}

const PITFALLS = {
  accuracy: {
    failing: [["no", "yes"], [[990, 0], [10, 0]], "Always answering no is right for 99 of 100, and finds not one of those looked for."],
    mended: [["no", "yes"], [[960, 30], [2, 8]], "The accuracy is lower, and eight of ten are found. Balanced accuracy, Matthews and the recall of yes say so."],
  },
  transposed: {
    failing: [["no", "yes"], [[50, 3], [7, 11]], "Truth and answers exchanged: nothing complains, the accuracy is the same, and precision and recall have changed places."],
    mended: [["no", "yes"], [[50, 7], [3, 11]], "Truth first, answers second. A table whose false positives are unlike its false negatives gives the mistake away."],
  },
  zero: {
    failing: [["a", "b", "rare"], [[40, 5, 0], [6, 44, 0], [3, 2, 0]], "The class rare is never answered. Its precision is zero divided by zero, counts as 0, and pulls the macro average down. Is that meant?"],
    mended: [["a", "b", "rare"], [[40, 5, 0], [6, 44, 0], [3, 2, 0]], "Left out of the average by zero_division = nan. What is right depends on the question, so it is a setting, and the default warns.", null],
  },
};

function mountPitfall(root, wasm, pitfall) {
  const told = html("p", { class: "ow-told" });
  const show = (which) => {
    const [names, cells, tell, zero = 0] = pitfall[which];
    view.load(cells, names, zero);
    told.textContent = tell;
  };
  root.append(toggle([["failing", "Failing"], ["mended", "Mended"]], "failing", show), told);
  const view = new AveragesView(root, wasm);
  show("failing");
  return view;
}
