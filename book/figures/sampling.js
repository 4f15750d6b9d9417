// Sampling methods as they draw: every uniform number, what it became, and the histogram that grows from them.

import { choice } from "openwork/controls.js";
import { Plane, format, html, svg } from "openwork/draw.js";
import { Player } from "openwork/player.js";
import { line } from "openwork/distribution.js";

const DRAWS = 300;
const WEIGHTS = [1, 4, 2, 6, 0.5, 2.5];
const METHODS = { inverse: "inverse transform", alias: "alias table", rejection: "transformed rejection" };

export function mount(root, source) {
  root.classList.add("ow-figure");
  const { wasm } = source;
  let method = source.options.method ?? "inverse";
  let data;
  const plane = new Plane({ layers: ["ground", "draws"], redraw: () => draw(), ratio: 0.45, label: "uniform numbers", axes: ["", ""] });
  const counts = new Plane({ layers: ["bars"], redraw: () => draw(), ratio: 0.22, label: "what was drawn", axes: ["drawn", ""], small: true });
  const note = html("p", { class: "ow-note", "aria-live": "polite" });
  const player = new Player(root, { label: "draws", show: () => draw() });
  root.append(html("div", { class: "ow-controls" }, choice("method", "method", Object.entries(METHODS), method, (m) => { method = m; load(); })), plane.node, player.node, counts.node, note);

  function load() {
    if (method === "inverse") {
      const parameters = JSON.stringify({ rate: 4 });
      const curve = JSON.parse(wasm.distribution_curve("poisson", parameters));
      data = { draws: JSON.parse(wasm.watch_inverse("poisson", parameters, DRAWS, 1)), curve };
      plane.axes = ["x", "u"];
      plane.fit([[-1, 0], [13, 1]]);
    } else if (method === "alias") {
      data = JSON.parse(wasm.watch_alias(new Float64Array(WEIGHTS), DRAWS, 1));
      data.draws = data.draws.map((d) => ({ ...d, x: d.class }));
      plane.axes = ["column", "height"];
      plane.fit([[0, 0], [WEIGHTS.length, 1]]);
    } else {
      data = { draws: JSON.parse(wasm.watch_rejection(20, DRAWS, 1)) };
      plane.axes = ["u", "v"];
      plane.fit([[0, 0], [1, 1]]);
    }
    const xs = data.draws.filter((d) => d.fate !== "rejected").map((d) => d.x);
    data.range = [Math.min(...xs), Math.max(...xs)];
    player.load(data.draws.length + 1);
  }

  function draw() {
    if (!data || !player) return;
    const seen = data.draws.slice(0, player.index);
    const last = seen.at(-1);
    plane.layer.ground.replaceChildren(...ground());
    plane.layer.draws.replaceChildren(...seen.flatMap((d) => dots(d, d === last)));
    const taken = seen.filter((d) => d.fate !== "rejected");
    const tally = new Map();
    for (const { x } of taken) tally.set(x, (tally.get(x) ?? 0) + 1);
    const top = Math.max(5, ...tally.values());
    counts.fit([[data.range[0] - 1, 0], [data.range[1] + 1, top]]);
    counts.layer.bars.replaceChildren(...[...tally].map(([x, n]) => {
      const [a, b, y] = [counts.x(x - 0.4), counts.x(x + 0.4), counts.y(n)];
      return svg("rect", { x: a, y, width: b - a, height: counts.y(0) - y, class: "ow-bar", "data-x": x, "data-count": n });
    }));
    note.textContent = say(last, taken.length, seen.length);
  }

  function ground() {
    if (method === "inverse") {
      const { x, cumulative } = data.curve;
      return [svg("polyline", { points: line(plane, x.flatMap((k) => [k, k]), cumulative.flatMap((p, i) => [i ? cumulative[i - 1] : 0, p])), class: "ow-density ow-c0" })];
    }
    if (method === "alias") {
      return data.keep.flatMap((keep, i) => [[0, keep, i], [keep, 1, data.alias[i]]].map(([low, high, owner]) =>
        svg("rect", { x: plane.x(i) + 1, y: plane.y(high), width: plane.x(i + 1) - plane.x(i) - 2, height: Math.max(0, plane.y(low) - plane.y(high)), class: `ow-part ow-c${owner}`, "data-owner": owner })));
    }
    return [];
  }

  function dots(d, here) {
    if (method === "inverse") {
      const [x, y] = [plane.x(d.x), plane.y(d.u)];
      const path = here ? [svg("path", { d: `M${plane.x(-1)} ${y}H${x}V${plane.y(0)}`, class: "ow-here ow-path" })] : [];
      return [...path, svg("circle", { cx: x, cy: y, r: here ? 5 : 2, class: "ow-c1", "data-draw": d.x })];
    }
    const [x, y] = method === "alias" ? [plane.x(d.column + 0.5), plane.y(d.height)] : [plane.x(d.u), plane.y(d.v)];
    const color = method === "alias" ? "ow-none" : { quick: "ow-c0", taken: "ow-c2", rejected: "ow-c3" }[d.fate];
    return [svg("circle", { cx: x, cy: y, r: here ? 5 : 2.2, class: color, "data-draw": d.x, "data-fate": d.fate })];
  }

  function say(last, taken, all) {
    if (!last) return `${METHODS[method]}: press play, and numbers are drawn one by one.`;
    const done = `${taken} drawn.`;
    if (method === "inverse") return `The uniform number ${format(last.u, 3)} first lies under the staircase at ${last.x}. ${done}`;
    if (method === "alias") return `Column ${last.column}, height ${format(last.height, 3)}: ${last.class === last.column ? "its own class" : `the alias, class ${last.class}`}. ${done}`;
    const what = { quick: "taken at once", taken: "weighed against the mass, and taken", rejected: "rejected" }[last.fate];
    return `u = ${format(last.u, 3)} is bent to ${last.x}: ${what}. ${done} ${all - taken} rejected.`;
  }
  load();
  return { value: () => undefined };
}
