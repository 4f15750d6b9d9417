// Drives the figures of the chapter on metrics: `node --test book/tests/metrics.test.mjs` after a build of the book.

import assert from "node:assert/strict";
import { test } from "node:test";
import { writeFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BOOK, driven } from "./browser.mjs";

const PAGES = ["/metrics/classification.html", "/metrics/roc.html", "/metrics/regression.html"];

let page;
let server;
driven((...opened) => ([page, server] = opened));

async function visit(path) {
  await page.go("about:blank");
  await page.go(server.origin + path);
  await page.until(() => document.readyState === "complete" && (document.documentElement.dataset.figures === "ready" || !document.querySelector(".ow-live")));
}
const text = (selector, figure = 0) => page.run((s, f) => document.querySelectorAll(".ow-live")[f].querySelector(s).textContent, selector, figure);
const number = async (selector, figure = 0) => Number(await text(selector, figure));
const press = (selector, figure = 0) => page.run((s, f) => document.querySelectorAll(".ow-live")[f].querySelector(s).click(), selector, figure);
const set = (name, value, figure = 0) =>
  page.run(
    (n, v, f) => {
      const control = document.querySelectorAll(".ow-live")[f].querySelector(`[name="${n}"]`);
      control.value = v;
      control.dispatchEvent(new Event("change", { bubbles: true }));
    },
    name,
    value,
    figure,
  );

test("the averages of a table worked by hand, and every cell can be edited", async () => {
  await visit(PAGES[0]);
  await set("table", "two");
  const cells = [[6, 1], [2, 3]];
  for (const [t, row] of cells.entries()) for (const [a, count] of row.entries()) await set(`cell-${t}-${a}`, count);
  assert.equal(await text('[data-score="precision-1"]'), "0.75");
  assert.equal(await text('[data-score="recall-1"]'), "0.6");
  assert.equal(await text('[data-score="micro-f"]'), "0.75");
  assert.equal(await text('[data-value="accuracy"]'), "0.75");
  assert.equal(await text('[data-score="macro-precision"]'), "0.75"); // (6/8 + 3/4) / 2
  assert.equal(await text('[data-score="weighted-recall"]'), "0.75");
  for (const [t, a] of [[0, 0], [0, 1], [1, 0], [1, 1]]) await set(`cell-${t}-${a}`, 0);
  assert.match(await text(".ow-problem"), /at least 0/);
});

test("what zero divided by zero is, the reader says", async () => {
  await visit(PAGES[0]);
  await set("table", "two");
  await set("cell-0-1", 0);
  await set("cell-1-1", 0);
  assert.match(await text(".ow-note"), /yes is never answered/);
  assert.equal(await text('[data-score="precision-1"]'), "0");
  const zero = await number('[data-score="macro-precision"]');
  await set("zero", "1");
  assert.equal(await text('[data-score="precision-1"]'), "1");
  assert.ok((await number('[data-score="macro-precision"]')) > zero);
  await set("zero", "nan");
  assert.equal(await text('[data-score="precision-1"]'), "NaN");
  assert.equal(await text('[data-score="macro-precision"]'), await text('[data-score="precision-0"]'));
});

test("the threshold is dragged over the scores: the confusion matrix and the point on the curve follow", async () => {
  await visit(PAGES[1]);
  const box = await page.run(() => {
    const plane = document.querySelector(".ow-live .ow-plane");
    plane.scrollIntoView({ block: "center" });
    const { left, top, width, height } = plane.getBoundingClientRect();
    return { left, top, width, height };
  });
  const y = box.top + box.height / 2;
  const at = async (share) => {
    await page.clickAt(box.left + box.width * share, y);
    return { tp: await number('[data-cell="tp"]'), fp: await number('[data-cell="fp"]'), fn: await number('[data-cell="fn"]'), tn: await number('[data-cell="tn"]') };
  };
  const [high, middle, low] = [await at(0.85), await at(0.5), await at(0.12)];
  assert.ok(high.tp < middle.tp && middle.tp < low.tp && high.fp <= middle.fp && middle.fp < low.fp, JSON.stringify([high, middle, low]));
  for (const { tp, fp, fn, tn } of [high, middle, low]) assert.deepEqual([tp + fn, fp + tn], [40, 60]);
  const before = await text(".ow-place");
  await page.mouse([["move", box.left + box.width * 0.12, y], ["down"], ["move", box.left + box.width * 0.6, y], ["up"]]);
  const dragged = await number('[data-cell="tp"]');
  assert.ok(dragged < low.tp && dragged > high.tp, `${dragged} after the drag (${before})`);

  // The keyboard: one score further down.
  await page.run(() => document.querySelector(".ow-live .ow-handle").focus());
  const place = await text(".ow-place");
  await page.keys("\uE012");
  assert.notEqual(await text(".ow-place"), place);
  assert.match(await page.run(() => location.pathname), /roc/);
});

test("the sweep ends at (1, 1) with the area that is counted by pairs", async () => {
  await visit(PAGES[1]);
  await set("data", "iris");
  await page.run(() => {
    const slider = document.querySelector(".ow-live .ow-player input");
    slider.value = slider.max;
    slider.dispatchEvent(new Event("input"));
  });
  assert.deepEqual([await text('[data-value="true positive rate"]'), await text('[data-value="false positive rate"]')], ["1", "1"]);
  const area = await page.run(async () => {
    const { default: iris } = await import("openwork/iris.js");
    const rows = iris.points.map((p, i) => [p[0], iris.labels[i]]).filter(([, label]) => label > 0);
    const of = (label) => rows.filter((row) => row[1] === label).map((row) => row[0]);
    let won = 0;
    for (const p of of(2)) for (const n of of(1)) won += p > n ? 1 : p === n ? 0.5 : 0;
    return won / (of(1).length * of(2).length);
  });
  assert.ok(Math.abs((await number('[data-value="area so far"]')) - area) < 5e-5, `${area}`);
});

test("the pitfalls fail, and are mended", async () => {
  await visit(PAGES[1]);
  const told = async (figure) => {
    const failing = await text(".ow-told", figure);
    await press('[name="mended"]', figure);
    const mended = await text(".ow-told", figure);
    assert.notEqual(failing, mended);
    return [failing, mended].map((words) => Number(/(?:area|precision) (?:is|of) (-?[\d.]+\d)/.exec(words)[1]));
  };
  const [imbalance, ties, direction] = [await told(1), await told(2), await told(3)];
  assert.ok(imbalance[0] > 0.85 && imbalance[1] < 0.7, `${imbalance}`);
  assert.ok(ties[0] > ties[1] + 0.05, `${ties}`);
  assert.ok(direction[0] < 0.5 && Math.abs(direction[0] + direction[1] - 1) < 0.002, `${direction}`);

  await visit(PAGES[0]);
  assert.equal(await text('[data-value="accuracy"]', 1), "0.99");
  assert.equal(await text('[data-score="recall-1"]', 1), "0");
  await press('[name="mended"]', 1);
  assert.equal(await text('[data-score="recall-1"]', 1), "0.8");
  const before = [await text('[data-score="precision-1"]', 2), await text('[data-score="recall-1"]', 2)];
  await press('[name="mended"]', 2);
  assert.deepEqual([await text('[data-score="recall-1"]', 2), await text('[data-score="precision-1"]', 2)], before, "they change places");
});

test("settings can be shared by the address", async () => {
  await visit("/metrics/roc.html#roc?apart=-10&positives=5&negatives=5&digits=0");
  await page.run(() => document.querySelector(".ow-live .ow-player input").dispatchEvent(new Event("input")));
  assert.equal((await number('[data-cell="tp"]')) + (await number('[data-cell="fn"]')), 5);
  await visit("/metrics/classification.html#classification_metrics?table=even&zero=1");
  assert.equal(await page.run(() => document.querySelector('[name="cell-0-0"]').value), "31");
});

test("a phone: nothing is wider than the window, in light and in dark", async () => {
  for (const scheme of ["light", "dark"]) {
    await page.look({ width: 360, height: 740, scheme });
    for (const path of PAGES) {
      await visit(path);
      assert.ok((await page.run(() => document.documentElement.scrollWidth - window.innerWidth)) <= 0, `${path} in ${scheme}`);
    }
  }
});

test("a --watch page of a sweep replays from a file", async () => {
  const { readFile } = await import("node:fs/promises");
  const template = await readFile(join(BOOK, "watch.html"), "utf8");
  const module = async (name) => `data:text/javascript,${encodeURIComponent(await readFile(join(BOOK, "figures", `${name}.js`), "utf8"))}`;
  const modules = {};
  for (const name of ["draw", "player", "roc"]) modules[`openwork/${name}.js`] = await module(name);
  const step = (threshold, tp, fp) => ({ threshold, tpr: tp / 2, fpr: fp / 2, tp, fp, fn: 2 - tp, tn: 2 - fp, area: 0 });
  const steps = [step(0.8, 1, 0), step(0.4, 1, 1), step(0.35, 2, 1), step(0.1, 2, 2)].map((s) => ({ step: s, after: s }));
  const histogram = { edges: [0.1, 0.45, 0.8], positive: [1, 1], negative: [2, 0] };
  const source = { kind: "recording", data: { histogram, positives: 2, negatives: 2, score: "s" }, recording: { start: step(null, 0, 0), steps } };
  const places = { title: "t", css: "", modules: JSON.stringify(modules), figure: "roc", source: JSON.stringify(source).replaceAll("<", "\\u003c") };
  const file = join(tmpdir(), `roc-watch-${process.pid}.html`);
  await writeFile(file, template.replace(/\{\{(\w+)\}\}/g, (_, name) => places[name]));
  try {
    await page.go(`file://${file}`);
    await page.until(() => document.querySelector("[data-act=step]"));
    await page.run(() => document.querySelector("[data-act=step]").click());
    assert.equal(await page.run(() => document.querySelector('[data-cell="tp"]').textContent), "1");
    assert.match(await page.run(() => document.querySelector(".ow-note").textContent), /at least 0.8/);
  } finally {
    await rm(file, { force: true });
  }
});
