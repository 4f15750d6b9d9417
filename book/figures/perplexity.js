// Perplexity token by token, over probabilities that the reader sets.

import { format, html } from "openwork/draw.js";

const TEXT = [["the", 0.4], ["cat", 0.1], ["sat", 0.5], ["on", 0.8], ["the", 0.9], ["zebra", 0.01]];

/** Draws the figure; each slider is the probability that the model gave the token that came. */
export function mount(root, source) {
  root.classList.add("ow-figure");
  const cells = TEXT.map(() => ({ surprise: html("td"), perplexity: html("td") }));
  const sliders = TEXT.map(([token, p]) =>
    html("input", { type: "range", name: token, min: 0.01, max: 1, step: 0.01, value: p, "aria-label": `probability of ${token}`, oninput: () => draw() }),
  );
  const shown = TEXT.map(() => html("span"));
  const said = html("p", { class: "ow-note", "aria-live": "polite" });
  root.append(
    html("table", { class: "ow-table" },
      html("tr", {}, ...["token", "its probability", "surprise in bits", "perplexity so far"].map((text) => html("th", { text }))),
      ...TEXT.map(([token], i) => html("tr", {}, html("td", { text: token }), html("td", {}, sliders[i], shown[i]), cells[i].surprise, cells[i].perplexity)),
    ),
    said,
  );
  function draw() {
    const probabilities = sliders.map((slider) => Number(slider.value));
    const tokens = JSON.parse(source.wasm.perplexity_watched(Float64Array.from(probabilities)));
    tokens.forEach(({ surprise, perplexity }, i) => {
      shown[i].textContent = ` ${format(probabilities[i])}`;
      cells[i].surprise.textContent = format(surprise / Math.LN2);
      cells[i].perplexity.textContent = format(perplexity);
    });
    said.textContent = `In doubt among ${format(tokens.at(-1).perplexity)} equally likely tokens, on the geometric average.`;
  }
  draw();
}
