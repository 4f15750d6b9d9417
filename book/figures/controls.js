// The controls of a live figure: choices, numbers, pasted data, a link to the settings.

import { html } from "openwork/draw.js";
import { parse } from "openwork/data.js";

/** A labelled choice among `[value, text]`. */
export function choice(name, text, options, value, change) {
  const list = html("select", { name, onchange: () => change(list.value) }, ...options.map(([v, t]) => html("option", { value: v, text: t })));
  list.value = value;
  return html("label", { class: "ow-control" }, html("span", { text }), list);
}

/** A labelled whole number; out of range, the nearest in range. */
export function number(name, text, { min, max }, value, change) {
  const field = html("input", {
    name, type: "number", inputmode: "numeric", min, max, step: 1, value,
    onchange: () => {
      const wanted = Math.round(Number(field.value));
      field.value = Number.isFinite(wanted) ? Math.max(min, Math.min(max, wanted)) : min;
      change(Number(field.value));
    },
  });
  return html("label", { class: "ow-control" }, html("span", { text }), field);
}

/** A button. */
export const button = (name, text, act) => html("button", { type: "button", name, text, onclick: act });

/** Buttons of which one is pressed. */
export function toggle(options, value, change) {
  const buttons = options.map(([v, text]) =>
    html("button", {
      type: "button", name: v, text, "aria-pressed": String(v === value),
      onclick: () => {
        for (const other of buttons) other.setAttribute("aria-pressed", String(other.name === v));
        change(v);
      },
    }),
  );
  return html("div", { class: "ow-toggle", role: "group" }, ...buttons);
}

/** A field for the reader's own table; `take` gets the parsed data, what is wrong with it is said below the field. */
export function paste(hint, take) {
  const field = html("textarea", { name: "paste", rows: 5, "aria-label": "your own points", placeholder: hint, spellcheck: "false" });
  const problem = html("p", { class: "ow-problem", role: "alert" });
  const use = button("use", "Use these points", () => {
    try {
      const data = parse(field.value);
      problem.textContent = "";
      take(data);
    } catch (error) {
      problem.textContent = error.message;
    }
  });
  return html("details", { class: "ow-paste" }, html("summary", { text: "Paste your own points" }), field, use, problem);
}

/** The settings that this page's address carries for a figure. */
export function fromAddress(figure) {
  const [name, query] = location.hash.slice(1).split("?");
  return name === figure && query ? Object.fromEntries(new URLSearchParams(query)) : {};
}

/** A button that puts the settings into the page's address, ready to be shared. */
export function share(figure, settings) {
  const said = html("span", { class: "ow-said", role: "status" });
  const act = button("share", "Link to these settings", async () => {
    history.replaceState(null, "", `#${figure}?${new URLSearchParams(settings())}`);
    const copied = await navigator.clipboard?.writeText(location.href).then(() => true, () => false);
    said.textContent = copied ? "copied" : "it is in the address bar";
  });
  return html("span", { class: "ow-share" }, act, said);
}
