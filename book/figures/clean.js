// The same text cleaned of emoji by the pattern that is copied everywhere, and by Unicode's grammar.

import { html } from "openwork/draw.js";

const TEXT = "人工智能 🤖 한국어 🇰🇷 नमस्ते 👩🏽‍🔬 مرحبا ❤️ 1️⃣ ok™ <b>a < b</b> (https://moby.example/a_(b)).";
const ROWS = [
  ["copied", "emoji by the copied pattern, U+24C2 to U+1F251"],
  ["emoji", "emoji by Unicode's grammar"],
  ["html", "HTML as a browser reads it"],
  ["urls", "addresses"],
];

/** Draws the figure; it runs the library on every letter typed. */
export function mount(root, source) {
  root.classList.add("ow-figure");
  const table = html("table", { class: "ow-table" });
  const said = html("p", { class: "ow-note", "aria-live": "polite" });
  const text = html("textarea", { name: "text", rows: 3, cols: 60, oninput: () => draw() });
  const keep = html("input", { name: "keep", type: "checkbox", onchange: () => draw() });
  text.value = TEXT;
  root.append(
    html("div", { class: "ow-controls" },
      html("label", { class: "ow-control" }, html("span", { text: "text" }), text),
      html("label", { class: "ow-control" }, keep, html("span", { text: "keep what is shown as text, such as ™" })),
    ),
    table,
    said,
  );
  const letters = (words) => [...words].filter((ch) => /\p{L}|\p{M}/u.test(ch)).length;
  function draw() {
    const found = JSON.parse(source.wasm.clean_watched(text.value, keep.checked));
    table.replaceChildren(
      html("tr", {}, html("th", { text: "removed" }), html("th", { text: "what is left" })),
      ...ROWS.map(([key, name]) => html("tr", {}, html("th", { text: name }), html("td", { "data-left": key, text: found[key] }))),
    );
    const lost = letters(text.value) - letters(found.copied);
    const ours = letters(text.value) - letters(found.emoji);
    said.textContent = `The copied pattern deletes ${lost} letters of the text; Unicode's grammar deletes ${ours}.`;
  }
  draw();
}
