// TER of the reader's own sentence: shifts one by one, then what is left to be edited word by word.

import { choice } from "openwork/controls.js";
import { format, html } from "openwork/draw.js";
import { Player } from "openwork/player.js";
import { field, numbers, words } from "openwork/words.js";

/** Draws the figure: a recording, or, in the book, one the library makes anew for every letter. */
export function mount(root, { kind, wasm, recording }) {
  if (kind === "live") return new TerLive(root, wasm);
  const view = new TerView(root);
  view.load(recording);
  return view;
}

/** The words as they stand, the edits that remain, and the numbers. */
class TerView {
  constructor(root) {
    root.classList.add("ow-figure");
    this.frames = [];
    this.text = html("div", { class: "ow-text" });
    this.note = html("p", { class: "ow-note", "aria-live": "polite" });
    this.numbers = html("dl", { class: "ow-numbers" });
    this.player = new Player(root, { label: "shifts and edits", show: () => this.draw() });
    root.append(this.text, this.player.node, this.note, this.numbers);
  }

  load(recording, at = 0) {
    this.frames = [{ step: null, after: recording.start }, ...recording.steps];
    this.player.load(this.frames.length);
    if (at > 0) this.player.go(Math.min(at, this.frames.length - 1));
  }

  draw() {
    if (this.frames.length === 0) return;
    const { step, after } = this.frames[this.player.index];
    const placed = place(step);
    const [above, below] = [[], []];
    let [i, j] = [0, 0];
    for (const edit of after.edits) {
      const now = placed && i >= placed[0] && i < placed[1] && edit !== "insert" ? "ow-moved" : "";
      above.push(edit === "insert" ? { text: "+", class: "ow-gap" } : { text: after.hypothesis[i], class: `ow-${edit} ${now}`, "data-edit": edit });
      below.push(edit === "delete" ? { text: "−", class: "ow-gap" } : { text: after.reference[j], class: `ow-${edit}`, "data-edit": edit });
      if (edit !== "insert") i++;
      if (edit !== "delete") j++;
    }
    this.text.replaceChildren(words("hypothesis", above, { "data-row": "hypothesis" }), words("reference", below, { "data-row": "reference" }));
    const left = after.total - after.shifts;
    this.note.textContent =
      step === null ? `As it stands, ${left} words must be edited.`
      : step.kind === "shift" ? `Shift “${step.moved}”: one edit, and ${step.gain} fewer are left.`
      : `No shift saves an edit any more: ${left} words are edited one by one.`;
    this.numbers.replaceChildren(
      ...numbers([["shifts", after.shifts], ["words to edit", left], ["words of the reference", after.reference.length], ["TER", format(after.score)]]),
    );
    this.changed?.();
  }

  /** The value of a term of the formulas at this step. */
  value(term) {
    const frame = this.frames[this.player.index];
    if (!frame) return undefined;
    const { shifts, total } = frame.after;
    if (term === "edits") return `${shifts} + ${total - shifts} = ${total}`;
    if (term === "least") return `of the whole sequences: ${total - shifts}`;
    return term === "replace" ? `${frame.after.edits.filter((edit) => edit === "replace").length} words are replaced` : undefined;
  }
}

/** Where the words that a shift moved stand now. */
function place(step) {
  if (step?.kind !== "shift") return null;
  const { start, length, target } = step;
  const from = target > start + length ? target - length : target;
  return [from, from + length];
}

class TerLive {
  constructor(root, wasm) {
    this.wasm = wasm;
    this.settings = { hypothesis: "this week the Saudis denied information published in the news", reference: "the Saudis denied this week all that was published in the papers", normalized: false };
    const s = this.settings;
    const set = (name, value) => {
      this.settings[name] = value;
      this.set();
    };
    root.append(
      html(
        "div",
        { class: "ow-controls" },
        field("hypothesis", "your hypothesis", s.hypothesis, 2, (value) => set("hypothesis", value)),
        field("reference", "your reference", s.reference, 2, (value) => set("reference", value)),
        choice("normalized", "punctuation", [["false", "stays with its word"], ["true", "is parted (normalized)"]], "false", (value) => set("normalized", value === "true")),
      ),
    );
    root.addEventListener("keydown", (event) => event.target.tagName === "TEXTAREA" && event.stopPropagation());
    this.view = new TerView(root);
    this.view.changed = () => this.changed?.();
    this.set();
  }

  set() {
    const { hypothesis, reference, normalized } = this.settings;
    this.view.load(JSON.parse(this.wasm.watch_ter(hypothesis, reference, normalized)), this.view.player.index);
  }

  value(term) {
    return this.view.value(term);
  }
}
