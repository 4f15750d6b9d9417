// BLEU of the reader's own sentence: its n-grams lighting up in the references, order by order, clipped; then the penalty.

import { choice, number } from "openwork/controls.js";
import { format, html } from "openwork/draw.js";
import { Player } from "openwork/player.js";
import { field, numbers, words } from "openwork/words.js";

/** Draws the figure: a recording, or, in the book, one the library makes anew for every letter; or the page of many numbers. */
export function mount(root, { kind, wasm, recording, options = {} }) {
  if (options.page === "numbers") return new Numbers(root, wasm);
  if (kind === "live") return new BleuLive(root, wasm);
  const view = new BleuView(root);
  view.load(recording);
  return view;
}

/** The words, the n-grams of one order, and the numbers. */
class BleuView {
  constructor(root) {
    root.classList.add("ow-figure");
    this.frames = [];
    this.text = html("div", { class: "ow-text" });
    this.note = html("p", { class: "ow-note", "aria-live": "polite" });
    this.grams = html("div", { class: "ow-words ow-grams" });
    this.numbers = html("dl", { class: "ow-numbers" });
    this.player = new Player(root, { label: "orders of n-grams", show: () => this.draw() });
    root.append(this.text, this.player.node, this.note, this.grams, this.numbers);
  }

  load(recording, at = 0) {
    this.frames = [{ step: null, after: recording.start }, ...recording.steps];
    this.at = null;
    this.player.load(this.frames.length);
    if (at > 0) this.player.go(Math.min(at, this.frames.length - 1));
  }

  draw() {
    if (this.frames.length === 0) return;
    const { step, after } = this.frames[this.player.index];
    const chosen = this.at === null ? after.grams : after.grams.filter((gram) => gram.start === this.at);
    const lit = chosen.filter((gram) => gram.matched);
    const inHypothesis = after.hypothesis.map((_, i) => lit.some((gram) => gram.start <= i && i < gram.start + after.order));
    const inReference = (r, i) => lit.some((gram) => gram.places[r].some((place) => place <= i && i < place + after.order));
    const row = (tokens, on) => tokens.map((text, i) => ({ text, class: on(i) ? "ow-lit" : "" }));
    this.text.replaceChildren(
      words("hypothesis", row(after.hypothesis, (i) => inHypothesis[i]), { "data-row": "hypothesis" }),
      ...after.references.map((tokens, r) => words(`reference ${r + 1}`, row(tokens, (i) => inReference(r, i)), { "data-row": `reference ${r}` })),
    );
    this.grams.replaceChildren(
      ...after.grams.map((gram) => {
        const kind = gram.matched ? "ow-lit" : gram.allowed > 0 ? "ow-clipped" : "ow-missing";
        const text = after.hypothesis.slice(gram.start, gram.start + after.order).join(" ");
        const said = gram.matched ? "in a reference" : gram.allowed > 0 ? `clipped: a reference has it ${gram.allowed} times, this is number ${gram.occurrence}` : "in no reference";
        const show = (at) => () => {
          if (this.at === at) return;
          this.at = at;
          this.draw();
        };
        return html("span", {
          class: `ow-word ow-gram ${kind}`, text, title: said, "data-gram": gram.matched ? "matched" : gram.allowed > 0 ? "clipped" : "missing",
          onclick: () => show(this.at === gram.start ? null : gram.start)(),
        });
      }),
    );
    const { score, precisions, bp, counts, totals, sys_len, ref_len } = after.score;
    this.note.textContent = step
      ? `Order ${after.order}: ${step.matches} of ${step.total} ${after.order === 1 ? "words" : `runs of ${after.order} words`} count. Click one to see where it is.`
      : `${sys_len} words against ${ref_len}: ${bp < 1 ? `too short, so the brevity penalty is ${format(bp)}` : "long enough, so there is no brevity penalty"}. Step to count.`;
    this.numbers.replaceChildren(
      ...numbers([
        ...counts.map((count, n) => [`p${n + 1}`, `${count}/${totals[n]} = ${format(precisions[n] ?? 0)} %`]),
        ["BP", format(bp)],
        ["BLEU", after.order === 0 ? "–" : format(score)],
      ]),
    );
    this.changed?.();
  }

  /** The value of a term of the formulas at this step. */
  value(term) {
    const frame = this.frames[this.player.index];
    if (!frame) return undefined;
    const { step, after } = frame;
    switch (term) {
      case "clipped":
        return step ? `order ${step.order}: ${step.matches}` : undefined;
      case "total":
        return step ? `order ${step.order}: ${step.total}` : undefined;
      case "penalty":
        return `c = ${after.score.sys_len}, r = ${after.score.ref_len}: ${format(after.score.bp)}`;
      case "mean":
        return step ? `up to order ${step.order}: ${format(after.score.score)}` : undefined;
      default:
        return undefined;
    }
  }
}

const HYPOTHESIS = "The the cat was sitting on the mat.";
const REFERENCES = "The cat sat on the mat.\nThere was a cat on the mat.";
const TOKENIZERS = ["13a", "intl", "char", "zh", "none"].map((name) => [name, name]);
const SMOOTHING = ["exp", "floor", "add-k", "none"].map((name) => [name, name]);
const lines = (text) => text.split("\n").filter((line) => line.trim() !== "");

class BleuLive {
  constructor(root, wasm) {
    this.wasm = wasm;
    this.settings = { tokenize: "13a", lowercase: false, smoothing: "exp", order: 4, hypothesis: HYPOTHESIS, references: REFERENCES };
    const s = this.settings;
    this.problem = html("p", { class: "ow-problem", role: "alert" });
    const set = (name, value) => this.set({ [name]: value });
    const controls = html(
      "div",
      { class: "ow-controls" },
      field("hypothesis", "your hypothesis", s.hypothesis, 2, (value) => set("hypothesis", value)),
      field("references", "your references, one a line", s.references, 3, (value) => set("references", value)),
      choice("tokenize", "tokenizer", TOKENIZERS, s.tokenize, (value) => set("tokenize", value)),
      choice("lowercase", "case", [["false", "as it is"], ["true", "ignored"]], "false", (value) => set("lowercase", value === "true")),
      choice("smoothing", "smoothing", SMOOTHING, s.smoothing, (value) => set("smoothing", value)),
      number("order", "orders", { min: 1, max: 8 }, s.order, (value) => set("order", value)),
    );
    root.addEventListener("keydown", (event) => event.target.tagName === "TEXTAREA" && event.stopPropagation());
    root.append(controls, this.problem);
    this.view = new BleuView(root);
    this.view.changed = () => this.changed?.();
    this.set({});
    this.view.player.go(1);
  }

  set(change) {
    Object.assign(this.settings, change);
    const { hypothesis, references, ...settings } = this.settings;
    try {
      const recording = this.wasm.watch_bleu(hypothesis, JSON.stringify(lines(references)), JSON.stringify(settings));
      this.problem.textContent = "";
      this.view.load(JSON.parse(recording), this.view.player.index);
    } catch (error) {
      this.problem.textContent = error.message ?? String(error);
    }
  }

  value(term) {
    return this.view.value(term);
  }
}

/** One text under every setting at once. */
class Numbers {
  constructor(root, wasm) {
    root.classList.add("ow-figure");
    this.wasm = wasm;
    this.texts = {
      hypotheses: "It's 3.5% “more” than in 2019-2020, isn't it?\nThe Author's e-mail: not found.",
      references: "It's 3.5 % “more” than in 2019-2020, is it not?\nThe author's e-mail was not found.",
    };
    this.problem = html("p", { class: "ow-problem", role: "alert" });
    this.table = html("table", { class: "ow-neighbors" });
    const set = (name) => (value) => {
      this.texts[name] = value;
      this.draw();
    };
    root.append(
      html(
        "div",
        { class: "ow-controls" },
        field("hypotheses", "hypotheses, one a line", this.texts.hypotheses, 3, set("hypotheses")),
        field("references", "their references, line by line", this.texts.references, 3, set("references")),
      ),
      this.problem,
      html("div", { class: "ow-scroll" }, this.table),
    );
    root.addEventListener("keydown", (event) => event.stopPropagation());
    this.draw();
  }

  draw() {
    const [hypotheses, references] = ["hypotheses", "references"].map((name) => this.texts[name].replace(/\n$/, "").split("\n"));
    try {
      const rows = JSON.parse(this.wasm.bleu_by_settings(JSON.stringify(hypotheses), JSON.stringify(references.map((line) => [line]))));
      this.problem.textContent = "";
      const head = html("tr", {}, html("th", { text: "BLEU" }), html("th", { text: "signature" }));
      this.table.replaceChildren(
        html("tbody", {}, head, ...rows.map(({ score, signature }) => html("tr", {}, html("td", { "data-score": signature, text: score.toFixed(2) }), html("td", {}, html("code", { text: signature }))))),
      );
    } catch (error) {
      this.table.replaceChildren();
      this.problem.textContent = error.message ?? String(error);
    }
  }
}
