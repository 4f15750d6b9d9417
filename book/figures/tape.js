// A computation and its backward pass, node by node: every value, and every gradient as it comes.

import { choice } from "openwork/controls.js";
import { format, html, svg } from "openwork/draw.js";
import { Player } from "openwork/player.js";

// Where each node stands, by its name: columns from left to right.
const PLACES = {
  w: [60, 40], x: [60, 130], b: [190, 190], t: [450, 190],
  "w x": [190, 85], "w x + b": [320, 115], answer: [450, 85], difference: [580, 115], loss: [690, 115],
};
const EDGES = [["w", "w x"], ["x", "w x"], ["w x", "w x + b"], ["b", "w x + b"], ["w x + b", "answer"], ["answer", "difference"], ["t", "difference"], ["difference", "loss"]];
const INPUTS = ["w", "x", "b", "t"];

// What a node hands back, in numbers.
const RULES = {
  loss: (v, g) => `The loss is the square of the difference: it hands back ${g.loss} × 2 × ${v.difference} = ${g.difference}.`,
  difference: (v, g) => `A difference hands its gradient back as it came, ${g.answer}, and to t with the other sign, ${g.t}.`,
  answer: (v, g) => `The activation hands back its gradient times its slope at ${v["w x + b"]}: ${g["w x + b"]}.`,
  "w x + b": (v, g) => `A sum hands its gradient back as it came, to both: ${g["w x"]}.`,
  "w x": (v, g) => `A product hands to each factor the gradient times the other: to w ${g["w x"]} × ${v.x} = ${g.w}, to x ${g["w x"]} × ${v.w} = ${g.x}.`,
};

/** Draws the figure; the library computes anew whenever a number changes. */
export function mount(root, source) {
  root.classList.add("ow-figure");
  const settings = { w: 0.8, x: 1.5, b: -0.5, t: 1, activation: "tanh" };
  const picture = svg("svg", { viewBox: "0 0 750 240", class: "ow-plane", role: "img", "aria-label": "a computation and its gradients" });
  const note = html("p", { class: "ow-note", "aria-live": "polite" });
  let names = [];
  let values = {};
  let frames = [];
  const player = new Player(root, { label: "nodes of the tape", show: (index) => draw(index) });
  const slider = (name) => {
    const shown = html("output", { text: format(settings[name]) });
    const field = html("input", {
      name, type: "range", min: -3, max: 3, step: 0.1, value: settings[name],
      oninput: () => { settings[name] = Number(field.value); shown.textContent = format(settings[name]); load(); },
    });
    return html("label", { class: "ow-control" }, html("span", {}, `${name} = `, shown), field);
  };
  root.append(
    html("div", { class: "ow-controls" },
      ...INPUTS.map(slider),
      choice("activation", "activation", ["tanh", "sigmoid", "relu", "silu"].map((a) => [a, a]), settings.activation, (a) => { settings.activation = a; load(); }),
    ),
    picture, player.node, note,
  );

  function load() {
    const { w, x, b, t, activation } = settings;
    const { nodes, recording } = JSON.parse(source.wasm.tape(w, x, b, t, activation));
    names = nodes.map(([name]) => name);
    values = Object.fromEntries(nodes.map(([name, value]) => [name, format(value)]));
    frames = [{ step: null, after: recording.start }, ...recording.steps];
    const at = player.index;
    player.load(frames.length);
    if (at > 0) player.go(at);
  }

  function draw(index) {
    const { step, after } = frames[index];
    // Nodes are numbered as they were made, and the snapshot begins with the latest.
    const tape = [...after.nodes].reverse();
    const grads = Object.fromEntries(tape.map((node, i) => [names[i], node.grad ? format(node.grad[0]) : null]));
    const here = step ? names[tape.findIndex((node) => node.node === step.node)] : null;
    picture.replaceChildren(
      ...EDGES.map(([from, to]) => svg("line", { x1: PLACES[from][0], y1: PLACES[from][1], x2: PLACES[to][0], y2: PLACES[to][1], class: "ow-axis" })),
      ...names.map((name) => {
        const [x, y] = PLACES[name];
        return svg("g", { "data-node": name, "data-value": values[name], "data-grad": grads[name] ?? "" },
          svg("rect", { x: x - 48, y: y - 27, width: 96, height: 54, rx: 8, class: `ow-node ${name === here ? "ow-here" : ""}` }),
          svg("text", { x, y: y - 11, "text-anchor": "middle", class: "ow-name" }, name === "answer" ? settings.activation : name),
          svg("text", { x, y: y + 5, "text-anchor": "middle" }, values[name]),
          svg("text", { x, y: y + 21, "text-anchor": "middle", class: "ow-grad" }, grads[name] === null ? "gradient ?" : `gradient ${grads[name]}`),
        );
      }),
    );
    note.textContent = !step
      ? "The computation is done, and its tape is written. The backward pass begins with gradient 1 at the loss."
      : (RULES[here]?.(values, grads) ?? `${here} is a leaf: its gradient, ${grads[here]}, is kept.`);
  }
  load();
}
