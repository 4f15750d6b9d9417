// The lemmatizer at work on the reader's word: every candidate, where it came from, and whether WordNet has it.

import { choice } from "openwork/controls.js";
import { html } from "openwork/draw.js";

const PARTS = [["infer", "inferred from the word"], ["n", "noun (NLTK's default)"], ["v", "verb"], ["a", "adjective"], ["r", "adverb"]];

/** Draws the figure; it runs the library on every letter typed. */
export function mount(root, source) {
  root.classList.add("ow-figure");
  let pos = "n";
  const table = html("table", { class: "ow-table" });
  const said = html("p", { class: "ow-note", "aria-live": "polite" });
  const field = html("input", { name: "word", value: "axes", size: 24, oninput: () => draw() });
  root.append(
    html("div", { class: "ow-controls" },
      html("label", { class: "ow-control" }, html("span", { text: "word" }), field),
      choice("pos", "part of speech", PARTS, pos, (p) => { pos = p; draw(); }),
    ),
    table,
    said,
  );
  function draw() {
    const word = field.value.trim();
    const found = JSON.parse(source.wasm.lemmatizer_watched(word, pos));
    const chosen = (step) => step.known && step.candidate === found.lemma;
    table.replaceChildren(
      html("tr", {}, ...["what fired", "candidate", "in WordNet?"].map((text) => html("th", { text }))),
      ...found.steps.map((s) => html("tr", { "data-chosen": String(chosen(s)) },
        ...[s.by, s.candidate, s.known ? (chosen(s) ? "yes: the shortest" : "yes") : "no"].map((text) => html("td", { text })))),
    );
    said.textContent = `As ${found.pos === "adjective" || found.pos === "adverb" ? "an" : "a"} ${found.pos}: ${found.lemma || "nothing"} (${found.by}).`;
  }
  draw();
}
