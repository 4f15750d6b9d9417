// Play, pause, step, back, scrub: the controls under every figure that runs in steps.

import { html, svg } from "openwork/draw.js";

// The signs are drawn: fonts differ in which of them they have.
const SIGNS = {
  "to the start": "M3 3H5V13H3ZM13 3V13L6 8Z",
  back: "M12 3V13L4 8Z",
  play: "M4 2V14L14 8Z",
  pause: "M4 3H7V13H4ZM9 3H12V13H9Z",
  step: "M3 3V13L10 8ZM11 3H13V13H11Z",
};
const sign = (name) => svg("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, svg("path", { d: SIGNS[name] }));

/** Buttons, a slider and the keyboard over `length` frames; `show(index)` draws one. */
export class Player {
  constructor(root, { show, label = "steps" }) {
    this.show = show;
    this.length = 0;
    this.index = 0;
    this.timer = null;
    const button = (name, act) => html("button", { type: "button", "aria-label": name, title: name, "data-act": name, onclick: act }, sign(name));
    this.slider = html("input", { type: "range", min: 0, max: 0, value: 0, "aria-label": label, oninput: () => this.jump(Number(this.slider.value)) });
    this.place = html("span", { class: "ow-place" });
    this.playing = button("play", () => this.toggle());
    this.node = html(
      "div",
      { class: "ow-player", role: "group", "aria-label": `player: ${label}` },
      button("to the start", () => this.jump(0)),
      button("back", () => this.jump(this.index - 1)),
      this.playing,
      button("step", () => this.jump(this.index + 1)),
      this.slider,
      this.place,
    );
    root.tabIndex = 0;
    root.addEventListener("keydown", (event) => this.key(event));
  }

  /** Takes a new run; stays at the start. */
  load(length) {
    this.pause();
    this.length = length;
    this.slider.max = Math.max(0, length - 1);
    this.go(0);
  }

  /** Draws a frame; beyond either end, the end. */
  go(index) {
    this.index = Math.max(0, Math.min(index, this.length - 1));
    this.slider.value = this.index;
    this.place.textContent = `${this.index} / ${Math.max(0, this.length - 1)}`;
    if (this.length > 0) this.show(this.index);
  }

  /** A frame the reader chose: playing stops. */
  jump(index) {
    this.pause();
    this.go(index);
  }

  toggle() {
    if (this.timer !== null) return this.pause();
    if (this.index >= this.length - 1) this.go(0);
    const wait = Math.max(60, Math.min(800, 15000 / Math.max(1, this.length)));
    this.timer = setInterval(() => {
      this.go(this.index + 1);
      if (this.index >= this.length - 1) this.pause();
    }, wait);
    this.dressButton();
  }

  pause() {
    clearInterval(this.timer);
    this.timer = null;
    this.dressButton();
  }

  dressButton() {
    const name = this.timer === null ? "play" : "pause";
    this.playing.replaceChildren(sign(name));
    for (const attribute of ["aria-label", "title", "data-act"]) this.playing.setAttribute(attribute, name);
  }

  key(event) {
    event.stopPropagation(); // the page has uses of its own for the arrows
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const tag = event.target.tagName;
    if (["INPUT", "SELECT", "TEXTAREA"].includes(tag)) return;
    const act = {
      " ": tag === "BUTTON" || tag === "SUMMARY" ? null : () => this.toggle(),
      ArrowRight: () => this.jump(this.index + 1),
      ArrowLeft: () => this.jump(this.index - 1),
      Home: () => this.jump(0),
      End: () => this.jump(this.length - 1),
    }[event.key];
    if (act) {
      event.preventDefault();
      act();
    }
  }
}
