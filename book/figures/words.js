// Words in rows, and the fields that a reader writes their own into.

import { html } from "openwork/draw.js";

/** A labelled field of text; `change` gets what is in it with every letter. */
export function field(name, text, value, rows, change) {
  const area = html("textarea", { name, rows, spellcheck: "false", oninput: () => change(area.value) });
  area.value = value;
  return html("label", { class: "ow-control ow-wide" }, html("span", { text }), area);
}

/** A labelled row of words, each of them `{text, class, ...attributes}`. */
export function words(title, list, attributes = {}) {
  const shown = list.map(({ text, class: kind = "", ...more }) => html("span", { class: `ow-word ${kind}`, text, ...more }));
  return html("div", { class: "ow-words", ...attributes }, html("span", { class: "ow-words-title", text: title }), ...shown);
}

/** Named numbers, as every figure shows them. */
export const numbers = (list) =>
  list.map(([name, value]) => html("div", {}, html("dt", { text: name }), html("dd", { "data-value": name, text: value })));
