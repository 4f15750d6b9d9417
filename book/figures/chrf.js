// chrF of the reader's own sentence: each character the darker the more of the runs around it are on the other side.

import { number } from "openwork/controls.js";
import { format, html } from "openwork/draw.js";
import { field, numbers } from "openwork/words.js";

/** Draws the live figure. */
export const mount = (root, { wasm }) => new ChrfLive(root, wasm);

class ChrfLive {
  constructor(root, wasm) {
    root.classList.add("ow-figure");
    this.wasm = wasm;
    this.settings = { hypothesis: "Die Häuser standen leer.", reference: "Das Haus stand leer.", chars: 6, words: 0 };
    const s = this.settings;
    const set = (name) => (value) => {
      this.settings[name] = value;
      this.draw();
    };
    this.problem = html("p", { class: "ow-problem", role: "alert" });
    this.rows = html("div", { class: "ow-text" });
    this.numbers = html("dl", { class: "ow-numbers" });
    this.table = html("table", { class: "ow-neighbors" });
    root.append(
      html(
        "div",
        { class: "ow-controls" },
        field("hypothesis", "your hypothesis", s.hypothesis, 2, set("hypothesis")),
        field("reference", "your reference", s.reference, 2, set("reference")),
        number("chars", "runs of characters up to", { min: 1, max: 12 }, s.chars, set("chars")),
        number("words", "runs of words up to", { min: 0, max: 4 }, s.words, set("words")),
      ),
      this.problem,
      this.rows,
      this.numbers,
      html("div", { class: "ow-scroll" }, this.table),
    );
    root.addEventListener("keydown", (event) => event.stopPropagation());
    this.draw();
  }

  draw() {
    const { hypothesis, reference, chars, words } = this.settings;
    try {
      this.found = JSON.parse(this.wasm.chrf_coverage(hypothesis, reference, chars, words));
      this.problem.textContent = "";
    } catch (error) {
      this.problem.textContent = error.message ?? String(error);
      return;
    }
    const { score, name, orders } = this.found.score;
    const row = (title, list) =>
      html(
        "div",
        { class: "ow-words", "data-row": title },
        html("span", { class: "ow-words-title", text: title }),
        html("span", { class: "ow-letters" }, ...list.map(({ character, share }) =>
          html("span", {
            class: "ow-letter", text: character, style: share === null ? null : `--share: ${share.toFixed(3)}`,
            title: share === null ? "white space: not counted" : `${format(100 * share)} % of the runs around it are on the other side`,
          }),
        )),
      );
    this.rows.replaceChildren(row("hypothesis", this.found.hypothesis), row("reference", this.found.reference));
    this.numbers.replaceChildren(...numbers([[name, format(score)]]));
    const head = html("tr", {}, ...["runs of", "common", "hypothesis", "reference", "precision", "recall"].map((text) => html("th", { text })));
    const share = (matches, of) => (of > 0 ? `${format((100 * matches) / of)} %` : "–");
    const body = orders.map(([h, r, m], i) => {
      const what = i < chars ? `${i + 1} character${i > 0 ? "s" : ""}` : `${i - chars + 1} word${i > chars ? "s" : ""}`;
      return html("tr", { "data-order": what }, ...[what, m, h, r, share(m, h), share(m, r)].map((text) => html("td", { text })));
    });
    this.table.replaceChildren(html("tbody", {}, head, ...body));
    this.changed?.();
  }

  /** The value of a term of the formulas. */
  value(term) {
    const { score, orders } = this.found.score;
    const there = orders.filter(([h, r]) => h > 0 && r > 0);
    const mean = (at) => format(there.reduce((sum, order) => sum + order[2] / order[at], 0) / Math.max(1, there.length));
    if (term === "means") return `P = ${mean(0)}, R = ${mean(1)} over ${there.length} orders`;
    return term === "fscore" ? format(score / 100) : undefined;
  }
}
