// Drives every figure of the built book in headless Chromium: `cargo xtask book --test`, or `node --test book/tests/*.test.mjs` after a build.

import assert from "node:assert/strict";
import { test } from "node:test";
import { readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { BOOK, driven } from "./browser.mjs";

const PAGES = ["/introduction.html", "/cluster/kmeans.html", "/cluster/mini_batch_kmeans.html", "/neighbors/knn.html", "/neighbors/kd_tree.html", "/linear_model/logistic_regression.html"];
const FIRST = ".ow-live"; // the first figure of a page
const KEYS = { right: "\uE014", left: "\uE012", end: "\uE010", home: "\uE011", space: " ", up: "\uE013", tab: "\uE004" };

let page;
let server;
driven((...opened) => ([page, server] = opened));

async function visit(path) {
  await page.go("about:blank");
  await page.go(server.origin + path);
  await page.until(() => document.readyState === "complete" && (document.documentElement.dataset.figures === "ready" || !document.querySelector(".ow-live")));
}

/** The text at a selector within the figure of that number. */
const text = (selector, figure = 0) =>
  page.run((s, f) => document.querySelectorAll(".ow-live")[f].querySelector(s).textContent, selector, figure);
const count = (selector, figure = 0) => page.run((s, f) => document.querySelectorAll(".ow-live")[f].querySelectorAll(s).length, selector, figure);
const shown = (name, figure = 0) => text(`[data-value="${name}"]`, figure);
const press = (selector, figure = 0) => page.run((s, f) => document.querySelectorAll(".ow-live")[f].querySelector(s).click(), selector, figure);

/** Sets a control as a reader does: the value, then the event. */
const set = (name, value, figure = 0) =>
  page.run(
    (n, v, f) => {
      const control = document.querySelectorAll(".ow-live")[f].querySelector(`[name="${n}"]`);
      control.value = v;
      control.dispatchEvent(new Event(control.type === "range" ? "input" : "change", { bubbles: true }));
    },
    name,
    value,
    figure,
  );

async function paste(rows) {
  await set("paste", rows);
  await press("[name=use]");
}

/** The middle of the first figure's field, in the window. */
const field = () =>
  page.run(() => {
    const plane = document.querySelector(".ow-live .ow-plane");
    plane.scrollIntoView({ block: "center" });
    const { left, top, width, height } = plane.getBoundingClientRect();
    return { left, top, width, height };
  });

/** Where the centres are drawn, rounded, in the order of their numbers. */
const centres = () => page.run(() => [...document.querySelectorAll(".ow-live")[0].querySelectorAll(".ow-centre")].map((c) => c.style.transform));

test("every page loads, has a title, and its figures draw", async () => {
  for (const path of PAGES) {
    await visit(path);
    assert.ok((await page.run(() => document.querySelector("h1:not(.menu-title)").textContent)).length > 3, path);
    const figures = await page.run(() => [...document.querySelectorAll(".ow-live")].map((f) => f.querySelectorAll(".ow-point").length));
    assert.ok(figures.every((points) => points > 0), `${path}: points in its figures: ${figures}`);
  }
});

test("k-means steps, goes back, scrubs and plays to its end", async () => {
  await visit("/cluster/kmeans.html");
  assert.equal(await shown("round"), "0");
  assert.equal(await count(".ow-point.ow-none"), 160);
  const start = await centres();

  await press("[data-act=step]"); // assign: the labels come, the centres stay
  assert.equal(await shown("round"), "1");
  assert.equal(await count(".ow-point.ow-none"), 0);
  assert.deepEqual(await centres(), start);

  await press("[data-act=step]"); // update: the centres move
  assert.notDeepEqual(await centres(), start);

  await press("[data-act=back]");
  await press("[data-act=back]");
  assert.equal(await shown("round"), "0");
  assert.deepEqual(await centres(), start);

  await press("[data-act=play]");
  await page.until(() => document.querySelector(".ow-note").textContent.includes("No label changed"));
  assert.equal(await shown("points moved"), "0");
  assert.equal(await page.run(() => document.querySelector("[data-act=play]") !== null), true, "playing stops at the end");

  await page.run(() => {
    const slider = document.querySelector(".ow-player input");
    slider.value = 1;
    slider.dispatchEvent(new Event("input"));
  });
  assert.equal(await shown("round"), "1");
});

test("the keyboard plays and steps, and does not turn the page", async () => {
  await visit("/cluster/kmeans.html");
  await page.run(() => document.querySelector(".ow-live").focus());
  await page.keys(KEYS.right, KEYS.right, KEYS.right);
  assert.equal(await shown("round"), "2");
  await page.keys(KEYS.left);
  assert.equal(await shown("round"), "1");
  await page.keys(KEYS.end);
  assert.match(await text(".ow-note"), /No label changed/);
  await page.keys(KEYS.home, KEYS.space);
  await page.until(() => Number(document.querySelector('[data-value="round"]').textContent) >= 1);
  await page.keys(KEYS.space);
  assert.match(await page.run(() => location.pathname), /kmeans/);
});

test("the controls of k-means change the computation", async () => {
  await visit("/cluster/kmeans.html");
  for (const k of [1, 3, 4, 7]) {
    await set("k", k);
    assert.equal(await count(".ow-centre"), k);
    await page.keys(); // nothing pressed: the page has settled
    await press("[data-act=step]");
    const labels = await page.run(() => new Set([...document.querySelectorAll(".ow-live")[0].querySelectorAll(".ow-point")].map((p) => p.classList[1])).size);
    assert.equal(labels, k);
  }
  await set("k", 4);
  const before = await centres();
  await set("seed", 5);
  assert.notDeepEqual(await centres(), before, "another seed, another start");
  await set("seed", 0);
  assert.deepEqual(await centres(), before, "the same seed, the same start");
  await set("init", "random");
  assert.notDeepEqual(await centres(), before);
});

test("k-means shows the numbers of a case worked by hand", async () => {
  // Two pairs: the means are (0, 1) and (10, 1), each point is 1 from its mean: inertia 4.
  await visit("/cluster/kmeans.html");
  await set("k", 2);
  await paste("a,b\n0,0\n0,2\n10,0\n10,2");
  await page.run(() => document.querySelector(".ow-live").focus());
  await page.keys(KEYS.end);
  assert.equal(await shown("inertia"), "4");
  assert.equal(await count(".ow-point.ow-c0"), 2);
  const names = await page.run(() => [...document.querySelectorAll(".ow-live")[0].querySelectorAll(".ow-name")].map((n) => n.textContent));
  assert.deepEqual(names.slice(0, 2).sort(), ["a", "b"]);
});

test("the best of ten starts on iris is the inertia that scikit-learn finds", async () => {
  // sklearn.cluster.KMeans(3, n_init=20).fit(load_iris().data[:, 2:4]).inertia_ with scikit-learn 1.9.1 is 31.37135897435897.
  await visit("/cluster/kmeans.html");
  await set("data", "iris");
  await set("k", 3);
  const ends = [];
  for (let seed = 0; seed < 10; seed++) {
    await set("seed", seed);
    await page.run(() => document.querySelector(".ow-live").focus());
    await page.keys(KEYS.end);
    ends.push(Number(await shown("inertia")));
  }
  assert.equal(Math.min(...ends), 31.3714);
  assert.equal(await count(".ow-point"), 150);
});

test("clicks add points and place centres", async () => {
  await visit("/cluster/kmeans.html");
  let box = await field();
  await page.clickAt(box.left + box.width * 0.5, box.top + box.height * 0.5);
  assert.equal(await count(".ow-point"), 161);

  await press("[name=clear]");
  assert.equal(await count(".ow-point"), 0);
  assert.match(await text(".ow-problem"), /Click/);
  box = await field();
  for (const [x, y] of [[0.3, 0.3], [0.32, 0.35], [0.7, 0.6], [0.72, 0.62], [0.5, 0.2]]) await page.clickAt(box.left + box.width * x, box.top + box.height * y);
  assert.equal(await count(".ow-point"), 5);

  await visit("/cluster/kmeans.html");
  await set("k", 2);
  await set("init", "given");
  assert.match(await text(".ow-problem"), /Click 2 more places/);
  box = await field();
  await page.clickAt(box.left + box.width * 0.2, box.top + box.height * 0.3);
  await page.clickAt(box.left + box.width * 0.8, box.top + box.height * 0.7);
  assert.equal(await count(".ow-centre"), 2);
  assert.equal(await count(".ow-point"), 160, "a click that places a centre adds no point");
  const [first] = await centres();
  const x = Number(/([\d.]+)px/.exec(first)[1]);
  assert.ok(Math.abs(x - box.width * 0.2) < 2, `the centre is where the click was: ${x} of ${box.width}`);
  await press("[data-act=step]");
  assert.equal(await shown("round"), "1");
});

test("pasted tables are taken or refused with the line", async () => {
  await visit("/cluster/kmeans.html");
  await paste("name;height;weight\nann;1.5;50\nbob;1.8;80\ncid;1.7;70\ndee;1.6;55");
  assert.equal(await count(".ow-point"), 4);
  await paste("1,2\n3,x");
  assert.match(await text(".ow-paste .ow-problem"), /line 2/);
  assert.equal(await count(".ow-point"), 4, "what was there stays");
  await paste("1,2\n3,4");
  assert.match(await text(".ow-live > .ow-problem, .ow-problem"), /k = 4/, "the library's own refusal: more centres than points");
  await set("k", 2);
  assert.equal(await count(".ow-centre"), 2);
  await paste("<img src=x onerror=alert(1)>,1,2\nb,3,4");
  assert.equal(await page.run(() => document.querySelectorAll(".ow-live img").length), 0);
});

test("a term of the formula marks its line and shows its value, and the other way round", async () => {
  await visit("/cluster/kmeans.html");
  await paste("x,y\n0,0\n3,4\n6,8");
  await set("k", 1);
  await page.run(() => document.querySelector(".ow-live").focus());
  await page.keys(KEYS.end);
  await page.run(() => document.querySelector("[data-term=mean]").focus());
  assert.match(await page.run(() => document.querySelector(".ow-value:not(:empty)").textContent), /\(3, 4\)/);
  await page.run(() => document.querySelector("[data-term=distance]").focus());
  const value = await page.run(() => document.querySelector(".ow-value:not(:empty)").textContent);
  assert.match(value, /0: 25\b/, `the squared distance of (0, 0) from (3, 4): ${value}`);
  const line = await page.run(() => {
    const band = document.querySelector(".ow-band.ow-on").getBoundingClientRect();
    const code = [...document.querySelectorAll(".ow-code")].find((c) => c.querySelector(".ow-on")).querySelector("code");
    const box = code.getBoundingClientRect();
    const padding = parseFloat(getComputedStyle(code).paddingTop);
    const lines = code.textContent.replace(/\n$/, "").split("\n");
    return lines[Math.floor((band.top + band.height / 2 - box.top - padding) / ((box.height - 2 * padding) / lines.length))];
  });
  assert.match(line, /let distance/);

  // From the line to the term, by mouse and by focus.
  const at = await page.run(() => {
    const band = [...document.querySelectorAll(".ow-band")].find((b) => b.getAttribute("aria-label").includes("members"));
    band.scrollIntoView({ block: "center" });
    const box = band.getBoundingClientRect();
    return [box.left + 60, box.top + box.height / 2];
  });
  await page.mouse([["move", ...at]]);
  assert.equal(await page.run(() => document.querySelector(".ow-term.ow-on").dataset.term), "members");
  assert.match(await page.run(() => document.querySelector(".ow-value:not(:empty)").textContent), /0: 3/);
  await page.run(() => [...document.querySelectorAll(".ow-band")].find((b) => b.getAttribute("aria-label").includes("nearest")).focus());
  assert.equal(await page.run(() => document.querySelector(".ow-term.ow-on").dataset.term), "nearest");
});

test("the value follows the step", async () => {
  await visit("/cluster/kmeans.html");
  await page.run(() => document.querySelector("[data-term=inertia]").focus());
  const value = () => page.run(() => document.querySelector(".ow-value:not(:empty)").textContent);
  assert.match(await value(), /nothing is assigned/);
  await press("[data-act=step]");
  assert.equal(await value(), `now: ${await shown("inertia")}`);
});

test("the pitfalls of k-means fail, and are mended", async () => {
  await visit("/cluster/kmeans.html");
  const inertia = async (figure) => Number(await shown("inertia", figure));
  for (const figure of [1, 3]) {
    const failing = await inertia(figure);
    await press("[name=mended]", figure);
    assert.ok((await inertia(figure)) < failing / 5, `figure ${figure}: ${failing} to ${await inertia(figure)}`);
  }
  // Unscaled: each of the two kinds is cut in two; scaled: each is one cluster.
  const split = () =>
    page.run(() => {
      const classes = [...document.querySelectorAll(".ow-live")[2].querySelectorAll(".ow-point")].map((p) => p.classList[1]);
      return new Set(classes.slice(0, 45)).size + new Set(classes.slice(45)).size;
    });
  assert.equal(await split(), 4);
  await press("[name=mended]", 2);
  assert.equal(await split(), 2);
  // Single precision: the shortcut errs far from the origin, the library does not.
  const wrong = () => page.run(() => [...document.querySelectorAll(".ow-live")[4].querySelectorAll("[data-wrong]")].map((w) => parseInt(w.textContent, 10)));
  assert.deepEqual(await wrong(), [0, 0]);
  await page.run(() => {
    const slider = document.querySelectorAll(".ow-live")[4].querySelector("input");
    slider.value = 5;
    slider.dispatchEvent(new Event("input"));
  });
  const [shortcut, library] = await wrong();
  assert.ok(shortcut > 10, `${shortcut} wrong by the shortcut`);
  assert.equal(library, 0);
});

test("settings can be shared by the address", async () => {
  await visit("/cluster/kmeans.html#kmeans?data=iris&k=6&seed=9&init=random");
  assert.equal(await count(".ow-centre"), 6);
  assert.equal(await count(".ow-point"), 150);
  await set("k", 5);
  await press("[name=share]");
  await page.until(() => location.hash.includes("k=5"));
});

test("neighbours: the vote of a case worked by hand", async () => {
  await visit("/neighbors/knn.html");
  // (1, 1) amid the square: four neighbours at the root of 2, two of each class; the fifth, (4, 1), is at 3.
  const figure = await page.run(() => [...document.querySelectorAll(".ow-live")].findIndex((f) => f.dataset.options === "pitfall=tie"));
  assert.match(await text(".ow-note", figure), /class 0/);
  assert.equal(await text("[data-share='1']", figure), "0.5");
  assert.match(await text(".ow-neighbors tr:nth-child(2)", figure), /1\.414$/);
  await press("[name=mended]", figure);
  assert.match(await text(".ow-note", figure), /class 1/);
  assert.equal(await text("[data-share='1']", figure), "0.6");
  assert.match(await text(".ow-neighbors tr:nth-child(6)", figure), /4.*1.*3$/);

  const zero = await page.run(() => [...document.querySelectorAll(".ow-live")].findIndex((f) => f.dataset.options === "pitfall=zero"));
  assert.match(await text(".ow-note", zero), /class 0/);
  await press("[name=mended]", zero);
  assert.match(await text(".ow-note", zero), /class 1/);
  assert.equal(await text("[data-share='1']", zero), "1");
});

test("neighbours: controls, drag, keyboard, clicks and pasted points", async () => {
  await visit("/neighbors/knn.html");
  assert.equal(await count("[data-neighbor]"), 5);
  await set("k", 9);
  assert.equal(await count("[data-neighbor]"), 9);
  const cells = () => page.run(() => document.querySelector(".ow-map").innerHTML);
  const map = await cells();
  await set("k", 1);
  assert.notEqual(await cells(), map, "another k, another map");
  const nearest = () => page.run(() => document.querySelector(".ow-neighbors").textContent);
  const euclidean = await nearest();
  await set("metric", "manhattan");
  assert.notEqual(await nearest(), euclidean);
  await set("metric", "minkowski");
  assert.equal(await count("[name=p]"), 1);
  await set("metric", "euclidean");

  await field();
  const handle = await page.run(() => {
    const box = document.querySelector(".ow-handle").getBoundingClientRect();
    return [box.left + box.width / 2, box.top + box.height / 2];
  });
  const said = await text(".ow-note");
  await page.mouse([["move", ...handle], ["down"], ["move", handle[0] - 150, handle[1] + 40], ["up"]]);
  assert.notEqual(await text(".ow-note"), said, "the query was dragged");
  assert.equal(await count(".ow-point"), 150, "dragging adds no point");
  await page.run(() => document.querySelector(".ow-handle").focus());
  const dragged = await text(".ow-note");
  await page.keys(KEYS.right, KEYS.up);
  assert.notEqual(await text(".ow-note"), dragged);
  assert.match(await page.run(() => location.pathname), /knn/);

  const box = await field();
  await page.clickAt(box.left + box.width * 0.3, box.top + box.height * 0.2);
  assert.equal(await count(".ow-point"), 151);
  await set("k", 2);
  await paste("x,y,class\n0,0,a\n1,1,b\n2,0,a");
  assert.equal(await count(".ow-point"), 3);
  await set("k", 7);
  assert.match(await text(".ow-problem"), /k = 7/, "the library's own refusal");
});

test("the search in the k-d tree measures few points, and finds the nearest of all", async () => {
  await visit("/neighbors/kd_tree.html");
  assert.equal(await count("[data-measured=true]"), 0);
  await press("[data-act=step]");
  assert.equal(await count(".ow-opened"), 1, "the first box is opened");
  await page.run(() => document.querySelector(".ow-live").focus());
  await page.keys(KEYS.end);
  const found = await page.run(() => {
    const centre = (c) => [Number(c.getAttribute("cx")), Number(c.getAttribute("cy"))];
    const all = [...document.querySelectorAll(".ow-points .ow-point")].map(centre);
    const [, x, y] = /M([\d.]+) ([\d.]+)/.exec(document.querySelector(".ow-cross").getAttribute("d")).map(Number);
    const near = all.map(([px, py]) => Math.hypot(px - x - 7, py - y)).sort((a, b) => a - b); // the picture has one unit for both axes
    const ringed = [...document.querySelectorAll("[data-neighbor]")].map(centre).map(([px, py]) => Math.hypot(px - x - 7, py - y)).sort((a, b) => a - b);
    return { expected: near.slice(0, 5), ringed, measured: document.querySelectorAll("[data-measured=true]").length, all: all.length };
  });
  assert.equal(found.ringed.length, 5);
  found.ringed.forEach((distance, i) => assert.ok(Math.abs(distance - found.expected[i]) < 1e-6, JSON.stringify(found)));
  assert.ok(found.measured < found.all / 3, `${found.measured} of ${found.all} measured`);
  assert.ok((await count(".ow-pruned")) > 0);

  await set("k", 9);
  await page.keys(KEYS.end);
  assert.equal(await count("[data-neighbor]"), 9);
  const box = await field();
  const said = await page.run(() => document.querySelector(".ow-cross").getAttribute("d"));
  await page.clickAt(box.left + box.width * 0.3, box.top + box.height * 0.5);
  assert.notEqual(await page.run(() => document.querySelector(".ow-cross").getAttribute("d")), said);
});

test("a phone: nothing is wider than the window, in light and in dark", async () => {
  for (const scheme of ["light", "dark"]) {
    await page.look({ width: 390, height: 800, scheme });
    for (const path of PAGES) {
      await visit(path);
      const [inner, scroll] = await page.run(() => [document.documentElement.clientWidth, document.documentElement.scrollWidth]);
      assert.ok(scroll <= inner, `${path} is ${scroll} wide in ${inner}, ${scheme}`);
    }
  }
});

test("dark mode changes the figure's colours", async () => {
  const paper = () => page.run(() => getComputedStyle(document.querySelector(".ow-figure")).backgroundColor);
  const ink = () => page.run(() => getComputedStyle(document.querySelector(".ow-figure")).color);
  await visit("/cluster/kmeans.html");
  const light = [await paper(), await ink()];
  await page.look({ scheme: "dark" });
  await visit("/cluster/kmeans.html");
  const dark = [await paper(), await ink()];
  assert.notDeepEqual(dark, light);
  const brightness = (color) => color.match(/[\d.]+/g).slice(0, 3).reduce((sum, v) => sum + Number(v), 0);
  assert.ok(brightness(dark[0]) < brightness(dark[1]) && brightness(light[0]) > brightness(light[1]));
});

test("the reader's choice of theme wins over the system's", async () => {
  await visit("/cluster/kmeans.html");
  await page.run(() => localStorage.setItem("mdbook-theme", "navy"));
  await visit("/cluster/kmeans.html");
  const paper = await page.run(() => getComputedStyle(document.querySelector(".ow-figure")).backgroundColor);
  await page.run(() => localStorage.removeItem("mdbook-theme"));
  assert.equal(paper, "rgb(21, 25, 30)");
});

test("mini-batch k-means: every batch is drawn large and pulls the centres", async () => {
  await visit("/cluster/mini_batch_kmeans.html");
  assert.equal(await count(".ow-point"), 600);
  assert.equal(await count(".ow-centre"), 4);
  assert.match(await text(".ow-note"), /^Start/);
  const large = () => page.run(() => [...document.querySelectorAll(".ow-live .ow-point")].filter((p) => /scale\(6\)/.test(p.getAttribute("transform"))).length);
  assert.equal(await large(), 0);
  await page.run(() => document.querySelector(".ow-live .ow-figure, .ow-live.ow-figure").focus());
  await page.keys(KEYS.right);
  assert.match(await text(".ow-note"), /^Step 1: the points drawn large are the batch/);
  assert.equal(await shown("step"), "1");
  const first = await large();
  assert.ok(first > 10 && first <= 20, `${first} of a batch of 20`); // a point may be drawn twice
  assert.ok(Number(await shown("centres' shift²")) > 0);
  await set("batch_size", "1");
  await page.keys(KEYS.right);
  assert.equal(await large(), 1);
  await page.keys(KEYS.end);
  assert.match(await text(".ow-note"), /Done\.$/);
});

test("a --watch page replays a run from a file, whatever its labels say", async () => {
  // Two rounds worked by hand: from the centres (0, 0) and (1, 0) to (0, 0) and (5, 0).
  const hostile = '</script><img src=x onerror="document.title=1"><!--{{title}}';
  const snapshot = (round, centers, labels, inertia) => ({ round, centers, labels, inertia });
  const source = {
    kind: "recording",
    data: { points: [[0, 0], [4, 0], [6, 0]], names: [hostile, "y"], shown: 3, total: 1234 },
    recording: {
      start: snapshot(0, [[0, 0], [1, 0]], [], null),
      steps: [
        { step: { round: 1, inertia: 34, moved: 3, shift: 16 }, after: snapshot(1, [[0, 0], [5, 0]], [0, 1, 1], 34) },
        { step: { round: 2, inertia: 2, moved: 0, shift: 0 }, after: snapshot(2, [[0, 0], [5, 0]], [0, 1, 1], 2) },
      ],
    },
  };
  const figures = join(BOOK, "figures");
  const modules = {};
  for (const name of ["draw", "player", "kmeans"]) {
    modules[`openwork/${name}.js`] = `data:text/javascript;base64,${(await readFile(join(figures, `${name}.js`))).toString("base64")}`;
  }
  const parts = {
    title: "points.csv",
    css: await readFile(join(figures, "figure.css"), "utf8"),
    modules: JSON.stringify(modules),
    figure: "kmeans",
    source: JSON.stringify(source).replaceAll("<", "\\u003c"),
  };
  const template = await readFile(join(BOOK, "watch.html"), "utf8");
  const file = join(tmpdir(), `openwork-watch-${process.pid}.html`);
  await writeFile(file, template.replace(/\{\{(\w+)\}\}/g, (_, name) => parts[name]));
  try {
    await page.go(pathToFileURL(file).href);
    await page.until(() => document.querySelector(".ow-centre"));
    const note = () => page.run(() => document.querySelector(".ow-note").textContent);
    const value = (name) => page.run((n) => document.querySelector(`[data-value="${n}"]`).textContent, name);
    assert.match(await note(), /Start.*3 of 1,234 points/);
    await page.run(() => document.querySelector(".ow-figure").focus());
    await page.keys(KEYS.right);
    assert.match(await note(), /Round 1, assign/);
    assert.deepEqual([await value("inertia"), await value("points moved")], ["34", "3"]);
    await page.keys(KEYS.end);
    assert.match(await note(), /Round 2, update.*No label changed/);
    assert.equal(await value("inertia"), "2");
    assert.equal(await page.run(() => document.title), "points.csv");
    assert.equal(await page.run(() => document.querySelectorAll("img").length), 0);
    assert.equal(await page.run(() => [...document.querySelectorAll(".ow-name")][0].textContent), hostile);
  } finally {
    await rm(file);
  }
});
