// The term-document matrix of the reader's own documents, with the textbook's weights and scikit-learn's side by side.

import { toggle } from "openwork/controls.js";
import { format, html } from "openwork/draw.js";
import { field } from "openwork/words.js";

const TEXTS = "the cat sat on the mat\nthe dog sat on the cat\nthe moon is far";
const FORMS = [["counts", "counts"], ["textbook", "the textbook's"], ["sklearn", "scikit-learn's"], ["both", "both"]];

/** Draws the figure; it weighs the documents anew with every letter typed. */
export function mount(root, source) {
  root.classList.add("ow-figure");
  let form = "both";
  const table = html("table", { class: "ow-table" });
  const said = html("p", { class: "ow-note", "aria-live": "polite" });
  const texts = field("documents", "documents, one a line", TEXTS, 4, () => draw());
  const value = () => texts.querySelector("textarea").value;
  root.append(html("div", { class: "ow-controls" }, texts), toggle(FORMS, form, (f) => { form = f; draw(); }), html("div", { class: "ow-scroll" }, table), said);

  /** A cell: `left | right`, or one of them, pale where it is 0. */
  function cell(left, right, name) {
    const text = form === "textbook" ? format(left, 3) : form === "sklearn" ? format(right, 3) : `${format(left, 3)} | ${format(right, 3)}`;
    const none = left === 0 && right === 0;
    return html("td", { text: none ? "·" : text, "data-cell": name, class: left < 0 && form !== "sklearn" ? "ow-c6" : "" });
  }

  function draw() {
    let found;
    try {
      found = JSON.parse(source.wasm.tfidf_watched(value(), true));
    } catch (error) {
      table.replaceChildren();
      said.textContent = error.message;
      return;
    }
    const { terms, counts, textbook, sklearn } = found;
    const head = ["word", ...counts.map((_, i) => `document ${i + 1}`), ...(form === "counts" ? [] : ["idf"])];
    table.replaceChildren(
      html("tr", {}, ...head.map((text) => html("th", { text }))),
      ...terms.map((term, t) =>
        html("tr", {}, html("th", { text: term }),
          ...counts.map((row, d) =>
            form === "counts"
              ? html("td", { text: row[t] || "·", "data-cell": `${term}-${d + 1}` })
              : cell(textbook.rows[d][t], sklearn.rows[d][t], `${term}-${d + 1}`)),
          ...(form === "counts" ? [] : [cell(textbook.idf[t], sklearn.idf[t], `${term}-idf`)])),
      ),
    );
    const below = terms.filter((_, t) => textbook.idf[t] < 0);
    said.textContent =
      (form === "both" ? "The textbook's weight | scikit-learn's. " : "") +
      (below.length ? `In every document, and so below 0 by the textbook: ${below.join(", ")}.` : "No word is in every document.");
  }
  draw();
}
