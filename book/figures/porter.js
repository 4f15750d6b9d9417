// The Porter stemmer at work on the reader's word: which rule fired in which step.

import { choice } from "openwork/controls.js";
import { html } from "openwork/draw.js";

const MODES = ["NLTK_EXTENSIONS", "MARTIN_EXTENSIONS", "ORIGINAL_ALGORITHM"];

/** Draws the figure; it runs the library on every letter typed. */
export function mount(root, source) {
  root.classList.add("ow-figure");
  let mode = MODES[0];
  const table = html("table", { class: "ow-table" });
  const said = html("p", { class: "ow-note", "aria-live": "polite" });
  const field = html("input", { name: "word", value: "generalizations", size: 24, oninput: () => draw() });
  root.append(
    html("div", { class: "ow-controls" },
      html("label", { class: "ow-control" }, html("span", { text: "word" }), field),
      choice("mode", "mode", MODES.map((m) => [m, m]), mode, (m) => { mode = m; draw(); }),
    ),
    table,
    said,
  );
  function draw() {
    const word = field.value.trim();
    const { stem, steps } = JSON.parse(source.wasm.porter_watched(word, mode));
    table.replaceChildren(
      html("tr", {}, ...["step", "rule", "before", "after"].map((text) => html("th", { text }))),
      ...steps.map((s) => html("tr", {}, ...[s.step, s.rule, s.before, s.after].map((text) => html("td", { text })))),
    );
    said.textContent = steps.length ? `The stem is ${stem}.` : `No rule fires: the stem is ${stem}.`;
  }
  draw();
}
