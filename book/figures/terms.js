// Formula term <-> line of code <-> value at this step. Pointing at one, or focusing it, marks the other two.

import { html } from "openwork/draw.js";

/** Ties the page's terms and lines of code to the values of its first figure: `figure.value(name)` and `figure.changed`. */
export function link(figure) {
  const terms = [...document.querySelectorAll(".ow-term")];
  const bands = [...document.querySelectorAll(".ow-code")].flatMap(lines);
  let on = null;

  const readouts = [...document.querySelectorAll(".ow-formula")].map((formula) => {
    const readout = html("output", { class: "ow-value" });
    const own = terms.filter((term) => formula.contains(term));
    const player = figure?.view?.player;
    const press = (name, text, by) => html("button", { type: "button", "aria-label": name, text, onclick: () => player.jump(player.index + by) });
    const buttons = player ? [press("back in the figure", "◂", -1), press("step in the figure", "▸", 1)] : [];
    const line = html("div", { class: "ow-readout" }, ...buttons, readout);
    if (own.length > 0) formula.after(line);
    return { line, readout, own };
  });

  function mark(name) {
    on = name;
    for (const term of terms) term.classList.toggle("ow-on", term.dataset.term === name);
    for (const band of bands) band.node.classList.toggle("ow-on", band.name === name);
    tell();
  }

  function tell() {
    for (const { line, readout, own } of readouts) {
      const here = own.find((term) => term.dataset.term === on);
      line.classList.toggle("ow-idle", !here);
      readout.textContent = here ? `now: ${figure?.value?.(on) ?? "no value at this step"}` : "";
    }
  }

  for (const term of terms) {
    term.setAttribute("aria-label", `term ${term.dataset.term}: ${term.textContent}`);
    for (const event of ["pointerenter", "focus", "click"]) term.addEventListener(event, () => mark(term.dataset.term));
  }
  for (const band of bands) band.node.addEventListener("focus", () => mark(band.name));
  for (const code of document.querySelectorAll(".ow-code")) {
    code.addEventListener("pointermove", (event) => {
      const under = bands.find(({ node }) => {
        const box = node.getBoundingClientRect();
        return code.contains(node) && event.clientY >= box.top && event.clientY < box.bottom;
      });
      if (under && under.name !== on) mark(under.name);
    });
  }
  document.addEventListener("keydown", (event) => event.key === "Escape" && mark(null));
  if (figure) figure.changed = tell;
  mark(null);
}

/** A band over each linked line of a block of code. It takes the focus but no clicks, so that text can still be selected. */
function lines(block) {
  const code = block.querySelector("code");
  const count = code.textContent.replace(/\n$/, "").split("\n").length;
  const bands = JSON.parse(block.dataset.terms).map(([name, line]) => {
    const node = html("span", { class: "ow-band", tabindex: 0, role: "button", "aria-label": `line ${line + 1}, computes the term ${name}` });
    return { name, line, node };
  });
  code.parentElement.append(...bands.map(({ node }) => node));
  new ResizeObserver(() => {
    const style = getComputedStyle(code);
    const height = (code.clientHeight - parseFloat(style.paddingTop) - parseFloat(style.paddingBottom)) / count;
    for (const { line, node } of bands) {
      node.style.top = `${code.offsetTop + parseFloat(style.paddingTop) + line * height}px`;
      node.style.height = `${height}px`;
    }
  }).observe(code);
  return bands;
}
