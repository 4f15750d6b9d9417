// A ranking to reorder, with what each measure makes of it.

import { button } from "openwork/controls.js";
import { format, html } from "openwork/draw.js";

const START = [["a", 0], ["b", 3], ["c", 1], ["d", -1], ["e", 2], ["f", 0]];
const MISSED = [2];

/** Draws the figure: documents are dragged, or moved by their buttons. */
export function mount(root, source) {
  root.classList.add("ow-figure");
  let documents = START.map(([name, relevance]) => ({ name, relevance }));
  let dragged = null;
  const list = html("table", { class: "ow-table" });
  const measures = html("dl", { class: "ow-numbers" });
  const said = html("p", { class: "ow-note", "aria-live": "polite" });
  root.append(list, measures, said);
  const move = (from, to) => {
    if (from === null || to < 0 || to >= documents.length || from === to) return;
    const [taken] = documents.splice(from, 1);
    documents.splice(to, 0, taken);
    draw();
  };
  function draw() {
    const ranked = Int32Array.from(documents.map((d) => d.relevance));
    const { measures: values, bounds, recording } = JSON.parse(source.wasm.ranking_watched(ranked, Int32Array.from(MISSED)));
    const rows = documents.map(({ name, relevance }, i) => {
      const { step } = recording.steps[i];
      const cells = [i + 1, name, relevance < 0 ? "not judged" : relevance, format(step.precision), format(step.average_precision), format(step.added), format(step.dcg), format(step.ideal), format(step.ndcg)];
      const row = html("tr", { draggable: "true", ondragstart: () => { dragged = i; }, ondragover: (event) => event.preventDefault(), ondrop: (event) => { event.preventDefault(); move(dragged, i); } },
        ...cells.map((text) => html("td", { text: String(text) })),
        html("td", {}, button(`up-${name}`, "↑", () => move(i, i - 1)), button(`down-${name}`, "↓", () => move(i, i + 1))),
      );
      return row;
    });
    list.replaceChildren(html("tr", {}, ...["rank", "document", "relevance", "P", "AP so far", "adds", "DCG", "ideal", "nDCG", "move"].map((text) => html("th", { text }))), ...rows);
    measures.replaceChildren(...values.map(([name, value], m) => html("div", {}, html("dt", { text: name }),
      html("dd", { text: `${format(value)} (${format(bounds[0][m])} to ${format(bounds[1][m])} if all were tied)`, "data-value": name }))));
    said.textContent = `A document of relevance ${MISSED.join(", ")} was not retrieved: the ideal order knows it, except scikit-learn's.`;
  }
  draw();
}
