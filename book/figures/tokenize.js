// The reader's sentence cut into tokens, each with its place in the text.

import { choice } from "openwork/controls.js";
import { html } from "openwork/draw.js";

const WAYS = [
  ["nltk", "NLTK's words"],
  ["unicode", "Unicode's words"],
  ["english", "sentences, English"],
  ["sentences", "sentences, Unicode's rules alone"],
];

/** Draws the figure; it runs the library on every letter typed. */
export function mount(root, source) {
  root.classList.add("ow-figure");
  let by = WAYS[0][0];
  const tokens = html("p", { class: "ow-words" });
  const said = html("p", { class: "ow-note", "aria-live": "polite" });
  const text = html("textarea", { name: "text", rows: 3, cols: 60, oninput: () => draw() });
  text.value = 'Dr. Ahab said "They\'ll pay $3.88 (roughly 3,36 euros) in the U.S." Did he? 我来了。';
  root.append(
    html("div", { class: "ow-controls" },
      html("label", { class: "ow-control" }, html("span", { text: "text" }), text),
      choice("by", "cut into", WAYS, by, (way) => { by = way; draw(); }),
    ),
    tokens,
    said,
  );
  function draw() {
    const found = JSON.parse(source.wasm.tokens_watched(text.value, by));
    const letters = [...text.value];
    tokens.replaceChildren(
      ...found.flatMap(([token, start, end]) => {
        const written = letters.slice(start, end).join("");
        const title = `characters ${start} to ${end}${written === token ? "" : `, in the text ${written}`}`;
        return [html("mark", { "data-token": token, title, text: token }), " "];
      }),
    );
    said.textContent = `${found.length} pieces; point at one for its place.`;
  }
  draw();
}
