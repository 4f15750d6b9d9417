// A sentence on its way through the stages: what each removed or changed, and what stood there after it.

import { html } from "openwork/draw.js";

const TEXT = "<p>The <b>whales</b> weren't hunted 🐳 — see https://moby.example/log, please!</p>";
const STAGES = "html,urls,emoji,lower,nltk,stop:en,punctuation,porter";

/** Draws the figure; it runs the library on every letter typed. */
export function mount(root, source) {
  root.classList.add("ow-figure");
  const table = html("table", { class: "ow-table" });
  const said = html("p", { class: "ow-note", "aria-live": "polite" });
  const field = (name, value) => html("input", { name, value, size: 60, oninput: () => draw() });
  const text = field("text", TEXT);
  const stages = field("stages", STAGES);
  const labelled = (name, input) => html("label", { class: "ow-control" }, html("span", { text: name }), input);
  root.append(html("div", { class: "ow-controls" }, labelled("text", text), labelled("stages", stages)), table, said);
  function change([before, after]) {
    return after === null ? html("del", { text: before }) : html("span", { text: `${before} → ${after}` });
  }
  function row(step) {
    const changes = step.changes.flatMap((c) => [change(c), " "]);
    const cells = [html("th", { text: step.stage }), html("td", {}, ...changes), html("td", { text: step.after })];
    return html("tr", { "data-stage": step.stage, "data-changed": String(step.changed) }, ...cells);
  }
  function draw() {
    let found;
    try {
      found = JSON.parse(source.wasm.pipeline_watched(text.value, stages.value));
    } catch (error) {
      table.replaceChildren();
      said.textContent = error.message;
      return;
    }
    const head = html("tr", {}, ...["stage", "removed or changed", "after"].map((name) => html("th", { text: name })));
    table.replaceChildren(head, ...found.steps.map(row));
    said.textContent = `${found.tokens.length} tokens: ${found.tokens.join(", ")}`;
  }
  draw();
}
