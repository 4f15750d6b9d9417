// A coin of unknown bias: click heads and tails, and watch the belief move.

import { button, choice } from "openwork/controls.js";
import { Plane, format, html, svg } from "openwork/draw.js";
import { line } from "openwork/distribution.js";

const PRIORS = { "1,1": "every bias alike", "0.5,0.5": "bent coins likelier", "10,10": "nearly fair", "8,2": "for heads" };

export function mount(root, source) {
  root.classList.add("ow-figure");
  let prior = [1, 1];
  let throws = [];
  const plane = new Plane({ layers: ["prior", "middle", "belief"], redraw: () => draw(), ratio: 0.45, label: "belief in a coin", axes: ["probability of heads", "density"] });
  const seen = html("p", { class: "ow-said", "data-value": "throws" });
  const note = html("p", { class: "ow-note", "aria-live": "polite" });
  const add = (side) => { throws.push(side); draw(); };
  root.append(
    html("div", { class: "ow-controls" },
      choice("prior", "prior", Object.entries(PRIORS), "1,1", (v) => { prior = v.split(",").map(Number); draw(); }),
      button("heads", "Heads", () => add("H")),
      button("tails", "Tails", () => add("T")),
      button("back", "Take back", () => { throws.pop(); draw(); }),
      button("again", "Start again", () => { throws = []; draw(); }),
    ),
    plane.node, seen, note,
  );
  const ask = (heads, tails) => JSON.parse(source.wasm.coin_belief(...prior, heads, tails));

  function draw() {
    const heads = throws.filter((t) => t === "H").length;
    const [before, now] = [ask(0, 0), ask(heads, throws.length - heads)];
    const top = Math.min(14, Math.max(...now.density, ...before.density.slice(8, -8)));
    plane.fit([[0, 0], [1, top]]);
    plane.layer.prior.replaceChildren(svg("polyline", { points: line(plane, before.x, before.density), class: "ow-density ow-none" }));
    plane.layer.belief.replaceChildren(svg("polyline", { points: line(plane, now.x, now.density), class: "ow-density ow-c0", "data-curve": "belief" }));
    const [x0, x1] = [plane.x(now.low), plane.x(now.high)];
    plane.layer.middle.replaceChildren(svg("rect", { x: x0, width: Math.max(0, x1 - x0), y: plane.y(top), height: plane.y(0) - plane.y(top), class: "ow-bar" }));
    seen.textContent = throws.length ? throws.join(" ") : "No throw yet.";
    note.textContent = `Belief: beta(${format(now.a)}, ${format(now.b)}). Heads next: ${format(now.next, 4)}. With 95 % the coin is between ${format(now.low, 3)} and ${format(now.high, 3)}.`;
  }
  draw();
  return { value: () => undefined };
}
