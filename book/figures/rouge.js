// The table of the longest common subsequence filling row by row, and what each ROUGE makes of the two texts.

import { choice } from "openwork/controls.js";
import { format, html } from "openwork/draw.js";
import { Player } from "openwork/player.js";

/** Draws the figure; it runs the library on every change of the texts. */
export function mount(root, source) {
  root.classList.add("ow-figure");
  const settings = { stem: "false", tokenizer: "google" };
  let frames = [];
  const field = (name, value) => html("textarea", { name, rows: 2, cols: 44, "aria-label": name, oninput: () => load() }, value);
  const hypothesis = field("hypothesis", "the gunman was killed by police\nit rained");
  const reference = field("reference", "it rained\npolice killed the gunman");
  const change = (name) => (value) => { settings[name] = value; load(); };
  const table = html("table", { class: "ow-table" });
  const numbers = html("dl", { class: "ow-numbers" });
  const note = html("p", { class: "ow-note", "aria-live": "polite" });
  const player = new Player(root, { label: "rows of the table", show: () => draw() });
  root.append(
    html("div", { class: "ow-controls" }, hypothesis, reference,
      choice("stem", "stemming", [["false", "off"], ["true", "on"]], "false", change("stem")),
      choice("tokenizer", "tokenizer", [["google", "google"], ["unicode", "unicode"]], "google", change("tokenizer"))),
    table, player.node, note, numbers,
  );
  function load() {
    const { scores, recording } = JSON.parse(source.wasm.rouge_watched(hypothesis.value, reference.value, settings.stem === "true", settings.tokenizer));
    frames = [{ step: null, after: recording.start }, ...recording.steps];
    numbers.replaceChildren(...scores.map(([name, s]) => html("div", {}, html("dt", { text: name }),
      html("dd", { text: `P ${format(s.precision)}  R ${format(s.recall)}  F ${format(s.fmeasure)}`, "data-value": name }))));
    player.load(frames.length);
    player.go(frames.length - 1);
  }
  function draw() {
    if (frames.length === 0) return;
    const { step, after } = frames[player.index];
    const members = new Set(after.members);
    table.replaceChildren(
      html("tr", {}, html("th"), html("th"), ...after.hypothesis.map((text) => html("th", { text }))),
      ...after.table.map((row, i) => html("tr", { "data-member": members.has(i - 1) },
        html("th", { text: i ? after.reference[i - 1] + (members.has(i - 1) ? " ✓" : "") : "" }),
        ...row.map((cell, j) => html("td", { text: String(cell), "data-match": i > 0 && j > 0 && after.reference[i - 1] === after.hypothesis[j - 1] })))),
    );
    note.textContent = step
      ? `Row ${step.row}, “${step.word}”: ${step.matches.length} matches; ${step.length} words in common so far, in order.`
      : "Nothing of the reference is in yet: the first row is all zeros.";
  }
  load();
}
