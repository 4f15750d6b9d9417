// BM25's five variants over the reader's documents, and how a word's weight grows with its count.

import { Plane, color, format, html, svg } from "openwork/draw.js";
import { field } from "openwork/words.js";

const TEXTS = "the cat sat on the mat\nthe dog sat on the cat\ncat cat cat\nthe moon is far from the earth and the sun is farther";

/** Draws the figure; it ranks anew whenever something changes. */
export function mount(root, source) {
  root.classList.add("ow-figure");
  const texts = field("documents", "documents, one a line", TEXTS, 4, () => draw());
  const query = html("input", { name: "query", value: "the cat", size: 20, oninput: () => draw() });
  const slider = (name, max, value) => html("input", { type: "range", name, min: 0, max, step: 0.05, value, "aria-label": name, oninput: () => draw() });
  const [k1, b, delta] = [slider("k1", 3, 1.5), slider("b", 1, 0.75), slider("delta", 2, 0.5)];
  const shown = new Map([k1, b, delta].map((s) => [s, html("span")]));
  let curves = [];
  const plane = new Plane({ layers: ["line"], redraw: () => plot(), ratio: 0.4, label: "weight of a word by its count", axes: ["count of the word", "weight, without idf"] });
  const table = html("table", { class: "ow-table" });
  const said = html("p", { class: "ow-note", "aria-live": "polite" });
  const labelled = (text, ...nodes) => html("label", { class: "ow-control" }, html("span", {}, text, " ", ...nodes.slice(1)), nodes[0]);
  root.append(
    html("div", { class: "ow-controls" }, labelled("query", query), labelled("k1", k1, shown.get(k1)), labelled("b", b, shown.get(b)), labelled("delta", delta, shown.get(delta)), texts),
    html("div", { class: "ow-scroll" }, table),
    plane.node,
    said,
  );

  function plot() {
    const line = (curve) => curve.map((y, x) => `${plane.x(x).toFixed(1)},${plane.y(y).toFixed(1)}`).join(" ");
    plane.layer.line.replaceChildren(...curves.map(({ curve }, i) => svg("polyline", { points: line(curve), class: color(i), style: "stroke: currentColor" })));
  }

  function draw() {
    for (const [s, text] of shown) text.textContent = format(Number(s.value), 3);
    let found;
    try {
      found = JSON.parse(source.wasm.bm25_watched(texts.querySelector("textarea").value, query.value, Number(k1.value), Number(b.value), Number(delta.value)));
    } catch (error) {
      said.textContent = error.message;
      return;
    }
    curves = found.variants;
    plane.fit(curves.flatMap(({ curve }) => curve.map((y, x) => [x, y])));
    plot();
    table.replaceChildren(
      html("tr", {}, ...["document", ...curves.map((v) => v.name)].map((text, i) => html("th", { text, class: i ? color(i - 1) : "" }))),
      ...found.documents.map((text, d) => html("tr", {}, html("td", { text }), ...curves.map((v) => html("td", { text: format(v.scores[d]), "data-score": `${v.name}-${d + 1}` })))),
    );
    const best = (v) => v.scores.indexOf(Math.max(...v.scores)) + 1;
    said.textContent = `Best document: ${curves.map((v) => `${v.name} ${best(v)}`).join(", ")}.`;
  }
  draw();
}
