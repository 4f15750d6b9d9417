// A search index made of the reader's documents, in memory, and what it answers.

import { format, html } from "openwork/draw.js";
import { field } from "openwork/words.js";

const TEXTS = `A bird in the hand is worth two in the bush.
Birds of a feather flock together.
The early bird catches the worm.
A rolling stone gathers no moss.
People who live in glass houses should not throw stones.
Kill two birds with one stone.`;

/** Draws the figure; it indexes and searches with every letter typed. */
export function mount(root, source) {
  root.classList.add("ow-figure");
  const texts = field("documents", "documents, one a line", TEXTS, 6, () => draw());
  const query = html("input", { name: "query", value: "a bird and a stone", size: 30, oninput: () => draw() });
  const list = html("ol", { class: "ow-hits" });
  const said = html("p", { class: "ow-note", "aria-live": "polite" });
  root.append(html("div", { class: "ow-controls" }, html("label", { class: "ow-control" }, html("span", { text: "query" }), query), texts), list, said);

  function draw() {
    let found;
    try {
      found = JSON.parse(source.wasm.search_watched(texts.querySelector("textarea").value, query.value));
    } catch (error) {
      list.replaceChildren();
      said.textContent = error.message;
      return;
    }
    list.replaceChildren(
      ...found.hits.map(({ name, score, pieces, before, after }) =>
        html("li", {}, before ? "… " : "", ...pieces.map(([text, marked]) => (marked ? html("mark", { text }) : text)), after ? " …" : "", html("small", { text: `  ${name}, ${format(score)}` }))),
    );
    const unknown = found.unknown.length ? ` In no document: ${found.unknown.join(", ")}.` : "";
    said.textContent = `${found.matching} documents have a word of the query; the index has ${found.words} words and ${found.bytes} bytes.${unknown}`;
  }
  draw();
}
