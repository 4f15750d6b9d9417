// Documents as rays: the angle between each and the query, which points to the right.

import { color, format, html, svg } from "openwork/draw.js";
import { field } from "openwork/words.js";

const TEXTS = "the cat sat on the mat\nthe dog sat on the cat\na cat and a dog are pets\nthe moon is far from the earth\ncat cat cat";
const RADIUS = 240;

/** Draws the figure; it compares anew with every letter typed. */
export function mount(root, source) {
  root.classList.add("ow-figure");
  const texts = field("documents", "documents, one a line", TEXTS, 5, () => draw());
  const query = html("input", { name: "query", value: "cat and dog", size: 30, oninput: () => draw() });
  const rays = svg("g");
  const picture = svg("svg", { class: "ow-plane", viewBox: "0 0 330 290", role: "img", "aria-label": "documents by their angle to the query" }, rays);
  const table = html("table", { class: "ow-table" });
  const said = html("p", { class: "ow-note", "aria-live": "polite" });
  root.append(
    html("div", { class: "ow-controls" }, html("label", { class: "ow-control" }, html("span", { text: "query" }), query), texts),
    html("div", { class: "ow-pair" }, picture, html("div", { class: "ow-scroll" }, table)),
    said,
  );

  function ray(angle, kind, label) {
    const [x, y] = [20 + RADIUS * Math.cos(angle), 270 - RADIUS * Math.sin(angle)];
    return svg("g", { class: kind },
      svg("line", { x1: 20, y1: 270, x2: x, y2: y, stroke: "currentColor", "stroke-width": 2 }),
      svg("text", { x: x + 5, y: y + 4, text: label }),
    );
  }

  function draw() {
    let found;
    try {
      found = JSON.parse(source.wasm.angles_watched(texts.querySelector("textarea").value, query.value));
    } catch (error) {
      said.textContent = error.message;
      return;
    }
    const { known, rows } = found;
    const degrees = (cosine) => (Math.acos(Math.max(-1, Math.min(1, cosine))) * 180) / Math.PI;
    rays.replaceChildren(
      ...rows.map(({ cosine }, i) => ray(Math.acos(Math.max(-1, Math.min(1, cosine))), color(i), String(i + 1))),
      ray(0, "ow-query", known.length ? "query" : ""),
    );
    table.replaceChildren(
      html("tr", {}, ...["", "document", "angle", "cosine"].map((text) => html("th", { text }))),
      ...rows.map(({ document, cosine }, i) =>
        html("tr", { "data-rank": i + 1 }, html("td", { text: i + 1, class: color(i) }), html("td", { text: document }),
          html("td", { text: `${degrees(cosine).toFixed(1)}°` }), html("td", { text: format(cosine) }))),
    );
    said.textContent = known.length ? `Words of the query that the documents have: ${known.join(", ")}.` : "No document has a word of the query: it has no direction, and every cosine is 0.";
  }
  draw();
}
