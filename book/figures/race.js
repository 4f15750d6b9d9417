// Optimizers racing over a surface of the reader's choice: the library runs again whenever a control changes.

import { choice, number } from "openwork/controls.js";
import { Plane, color, format, html, svg } from "openwork/draw.js";
import { Player } from "openwork/player.js";

const SURFACES = {
  valley: { text: "a bent valley (Rosenbrock)", window: [-2, 2, -1, 3], start: [-1.2, 1.5] },
  bowl: { text: "a narrow bowl", window: [-4, 4, -2.5, 2.5], start: [-3.5, 1.8] },
  saddle: { text: "a saddle", window: [-2.5, 2.5, -3, 3], start: [-2, 0.02] },
  beale: { text: "steep walls (Beale)", window: [-1, 4.5, -2, 2], start: [0.5, 1.4] },
  himmelblau: { text: "four lowest points (Himmelblau)", window: [-5, 5, -5, 5], start: [-0.3, -0.9] },
  ripples: { text: "ripples", window: [-4, 4, -4, 4], start: [2.8, 3.1] },
};
const CONTESTANTS = [
  { optimizer: "sgd", name: "SGD", lr: 0.01 },
  { optimizer: "momentum", name: "SGD with momentum", lr: 0.005, momentum: 0.9 },
  { optimizer: "nesterov", name: "Nesterov", lr: 0.005, momentum: 0.9 },
  { optimizer: "adagrad", name: "Adagrad", lr: 0.3 },
  { optimizer: "adadelta", name: "Adadelta", lr: 10 },
  { optimizer: "rmsprop", name: "RMSProp", lr: 0.03 },
  { optimizer: "adam", name: "Adam", lr: 0.1 },
];
const PLACES = 48;

/** Draws the figure. */
export function mount(root, { wasm }) {
  root.classList.add("ow-figure");
  const state = { surface: "valley", start: SURFACES.valley.start, steps: 150, on: new Set(CONTESTANTS.map((c) => c.optimizer)), rates: CONTESTANTS.map((c) => c.lr) };
  const problem = html("p", { class: "ow-problem", role: "alert" });
  const controls = html("div", { class: "ow-controls" });
  const plane = new Plane({ layers: ["shades", "path", "here"], redraw: () => draw(), ratio: 0.6, label: "the surface (dark is low) and the paths; drag the start", axes: ["first parameter", "second parameter"] });
  const table = html("table", { class: "ow-table" });
  const note = html("p", { class: "ow-note", "aria-live": "polite" });
  const player = new Player(root, { show: () => draw(), label: "steps of the race" });
  let frames = [];
  let running = [];
  let shades = [];

  const surface = () => SURFACES[state.surface];
  function run() {
    problem.textContent = "";
    running = CONTESTANTS.map((c, i) => ({ ...c, lr: state.rates[i], label: i })).filter((c) => state.on.has(c.optimizer));
    try {
      if (running.length === 0) throw new Error("nobody races: switch a contestant on");
      const recording = JSON.parse(wasm.optimizer_race(JSON.stringify({ surface: state.surface, start: state.start, contestants: running, steps: state.steps })));
      frames = [recording.start, ...recording.steps.map(({ after }) => after)];
      player.load(frames.length);
      player.go(frames.length - 1);
    } catch (error) {
      problem.textContent = error.message ?? String(error);
    }
  }
  function choose(name) {
    state.surface = name;
    state.start = surface().start;
    const [x0, x1, y0, y1] = surface().window;
    plane.fit([], { ranges: [[x0, x1], [y0, y1]] });
    const losses = wasm.surface_losses(name, new Float64Array(surface().window), PLACES);
    const least = Math.min(...losses);
    const depth = Array.from(losses, (l) => Math.log1p(l - least));
    const most = Math.max(...depth);
    shades = depth.map((d) => d / most);
    run();
  }
  function shade() {
    const [x0, x1, y0, y1] = surface().window;
    const [w, h] = [(x1 - x0) / PLACES, (y1 - y0) / PLACES];
    const box = [plane.x(x0 + w) - plane.x(x0) + 0.5, plane.y(y0) - plane.y(y0 + h) + 0.5];
    plane.layer.shades.replaceChildren(
      ...shades.map((d, i) =>
        svg("rect", {
          x: plane.x(x0 + (i % PLACES) * w).toFixed(1), y: plane.y(y0 + (Math.floor(i / PLACES) + 1) * h).toFixed(1),
          width: box[0].toFixed(1), height: box[1].toFixed(1), fill: "currentColor", "fill-opacity": (0.38 * (1 - Math.round(d * 12) / 12)).toFixed(3),
        }),
      ),
    );
  }
  function draw() {
    if (frames.length === 0) return;
    shade();
    const now = frames[player.index];
    const [x0, x1, y0, y1] = surface().window;
    const inside = ([x, y]) => x >= x0 && x <= x1 && y >= y0 && y <= y1;
    const at = (p) => `${plane.x(p[0]).toFixed(1)} ${plane.y(p[1]).toFixed(1)}`;
    plane.layer.path.replaceChildren(
      ...running.map((c, i) => {
        let d = "";
        let open = false;
        for (const frame of frames.slice(0, player.index + 1)) {
          const place = frame.places[i];
          if (inside(place)) d += `${open ? "L" : "M"}${at(place)}`;
          open = inside(place);
        }
        return svg("path", { d: d || "M0 0", class: color(c.label), fill: "none", style: "fill:none", stroke: "currentColor", "stroke-width": 2, "data-path": c.optimizer });
      }),
    );
    plane.layer.here.replaceChildren(
      ...running.flatMap((c, i) => (inside(now.places[i]) ? [svg("circle", { cx: plane.x(now.places[i][0]), cy: plane.y(now.places[i][1]), r: 5, class: color(c.label), style: "fill:currentColor", "data-at": c.optimizer })] : [])),
      svg("path", { d: `M${at(state.start)}m-6 0h12m-6-6v12`, style: "fill:none;stroke:currentColor;stroke-width:1.6" }),
    );
    const order = running.map((c, i) => [c, now.losses[i], now.lost[i], now.places[i]]);
    table.replaceChildren(
      html("tr", {}, ...["", "optimizer", "learning rate", "loss", "place"].map((text) => html("th", { text }))),
      ...CONTESTANTS.map((c, k) => {
        const here = order.find(([r]) => r.optimizer === c.optimizer);
        const box = html("input", { type: "checkbox", name: `on-${c.optimizer}`, "aria-label": `${c.name} races`, checked: state.on.has(c.optimizer), onchange: () => {
          if (state.on.has(c.optimizer)) state.on.delete(c.optimizer);
          else state.on.add(c.optimizer);
          run();
        } });
        const rate = html("input", { type: "number", name: `lr-${c.optimizer}`, "aria-label": `learning rate of ${c.name}`, step: "any", min: 0, value: state.rates[k], onchange: () => {
          const value = Number(rate.value);
          state.rates[k] = Number.isFinite(value) && value >= 0 ? value : c.lr;
          run();
        } });
        const dot = svg("svg", { viewBox: "-6 -6 12 12", width: 12, height: 12, "aria-hidden": "true" }, svg("circle", { r: 5, class: color(k), fill: "currentColor" }));
        return html("tr", { "data-optimizer": c.optimizer }, html("td", {}, box), html("td", {}, dot, ` ${c.name}`), html("td", {}, rate),
          html("td", { "data-loss": c.optimizer, text: here ? (here[2] ? "left the numbers" : format(here[1])) : "" }), html("td", { text: here ? here[3].map((v) => format(v, 3)).join(", ") : "" }));
      }),
    );
    const best = order.filter(([, , lost]) => !lost).sort((a, b) => a[1] - b[1])[0];
    note.textContent = best ? `After ${now.round} steps ${best[0].name} is lowest, at a loss of ${format(best[1])}.` : `After ${now.round} steps all have left the picture.`;
  }
  const place = (event) => {
    const [x0, x1, y0, y1] = surface().window;
    const [x, y] = plane.at(event);
    state.start = [Math.max(x0, Math.min(x1, x)), Math.max(y0, Math.min(y1, y))];
    run();
  };
  plane.node.addEventListener("pointerdown", (event) => {
    plane.node.setPointerCapture(event.pointerId);
    place(event);
  });
  plane.node.addEventListener("pointermove", (event) => event.buttons === 1 && place(event));
  controls.append(
    choice("surface", "surface", Object.entries(SURFACES).map(([v, s]) => [v, s.text]), state.surface, choose),
    number("steps", "steps", { min: 1, max: 2000 }, state.steps, (steps) => {
      state.steps = steps;
      run();
    }),
  );
  root.append(controls, problem, plane.node, player.node, note, table);
  choose(state.surface);
  return { player };
}
