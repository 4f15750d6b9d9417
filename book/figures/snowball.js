// Snowball's stemmers on the reader's words, in the reader's language.

import { choice } from "openwork/controls.js";
import { html } from "openwork/draw.js";

const EXAMPLES = {
  english: "generously generate generic university universe",
  german: "Häuser häuslich aufeinanderfolgenden Freundschaft",
  french: "continuellement continuaient chevaux cheval",
  spanish: "torneadas tornear naciones nacional",
  russian: "важнейшими важный книгами книга",
  turkish: "kitaplarda kitap evlerimizden",
  finnish: "taloissani talo kirjoittaminen",
  greek: "ανθρώπους άνθρωπος βιβλία",
  hindi: "लड़कियाँ लड़की किताबों",
};

/** Draws the figure; it runs the library on every letter typed. */
export function mount(root, source) {
  root.classList.add("ow-figure");
  let language = "english";
  const languages = JSON.parse(source.wasm.snowball_languages());
  const table = html("table", { class: "ow-table" });
  const said = html("p", { class: "ow-note", "aria-live": "polite" });
  const field = html("input", { name: "words", value: EXAMPLES.english, size: 40, oninput: () => draw() });
  root.append(
    html("div", { class: "ow-controls" },
      choice("language", "language", languages.map((l) => [l, l]), language, (l) => {
        language = l;
        field.value = EXAMPLES[l] ?? field.value;
        draw();
      }),
      html("label", { class: "ow-control" }, html("span", { text: "words" }), field),
    ),
    table,
    said,
  );
  function draw() {
    const words = field.value.split(/\s+/u).filter(Boolean);
    const stems = JSON.parse(source.wasm.snowball_stems(words.join(" "), language));
    table.replaceChildren(
      html("tr", {}, ...["word", "stem"].map((text) => html("th", { text }))),
      ...words.map((word, i) => html("tr", {}, html("td", { text: word }), html("td", { text: stems[i] }))),
    );
    const count = (n, what) => `${n} ${what}${n === 1 ? "" : "s"}`;
    said.textContent = `${count(words.length, "word")}, ${count(new Set(stems).size, "stem")}.`;
  }
  draw();
}
