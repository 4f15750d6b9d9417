// Drives the figures of the chapters on model selection in headless Chromium.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { driven } from "./browser.mjs";

const PAGE = "/model_selection/cross_validation.html";

let page;
let server;
driven((...opened) => ([page, server] = opened));

beforeEach(async () => {
  await page.go("about:blank");
  await page.go(server.origin + PAGE);
  await page.until(() => document.readyState === "complete" && document.documentElement.dataset.figures === "ready");
});

const text = (selector, figure = 0) => page.run((s, f) => document.querySelectorAll(".ow-live")[f].querySelector(s).textContent, selector, figure);
const shown = (name, figure = 0) => text(`[data-value="${name}"]`, figure);
const press = (selector, figure = 0) => page.run((s, f) => document.querySelectorAll(".ow-live")[f].querySelector(s).click(), selector, figure);
const bands = (figure = 0) => page.run((f) => document.querySelectorAll(".ow-live")[f].querySelectorAll("[data-fold]").length, figure);
/** How many rows wide the held-out parts of all folds shown are, in a figure of so many rows. */
const heldOut = (rows, figure = 0) =>
  page.run(
    (n, f) => {
      const parts = [...document.querySelectorAll(".ow-live")[f].querySelectorAll('[data-role="held out"]')];
      return Math.round((parts.reduce((sum, part) => sum + Number(part.getAttribute("width")), 0) / (492 - 58)) * n);
    },
    rows,
    figure,
  );
const set = (name, value) =>
  page.run(
    (n, v) => {
      const control = document.querySelector(".ow-live").querySelector(`[name="${n}"]`);
      control.value = v;
      control.dispatchEvent(new Event("change", { bubbles: true }));
    },
    name,
    value,
  );

test("folds cover the rows and can be stepped through", async () => {
  assert.equal(await bands(), 5);
  assert.equal(await heldOut(42), 42);
  assert.equal(await shown("held out"), "8");
  await press("[data-act='to the start']");
  assert.equal(await bands(), 0);
  assert.equal(await shown("fold"), "0 of 5");
  await press("[data-act=step]");
  assert.equal(await bands(), 1);
  assert.equal(await shown("held out"), "9");
  assert.match(await text(".ow-note"), /Fold 1/);
});

test("every splitter divides, and what cannot be is said", async () => {
  for (const scheme of ["stratified", "group", "stratified_group", "shuffle", "stratified_shuffle", "time"]) {
    await set("scheme", scheme);
    assert.equal(await bands(), 5, scheme);
    assert.equal(await text(".ow-problem"), "", scheme);
  }
  await set("scheme", "loo");
  assert.equal(await bands(), 42);
  await set("scheme", "kfold");
  await set("folds", 1);
  assert.match(await text(".ow-problem"), /folds = 1, wanted at least 2/);
  assert.equal(await bands(), 0);
  await set("folds", 5);
  assert.equal(await text(".ow-problem"), "");
});

test("shuffling draws by the seed", async () => {
  const picture = () => page.run(() => document.querySelector(".ow-live .ow-folds").innerHTML);
  const plain = await picture();
  await set("shuffle", "true");
  const drawn = await picture();
  assert.notEqual(drawn, plain);
  await press("[name=again]");
  assert.notEqual(await picture(), drawn);
  assert.equal(await heldOut(42), 42);
});

test("the pitfalls fail and are mended", async () => {
  const [leak, sorted, remainder, rare] = [1, 2, 3, 4];
  const score = async (figure) => [await shown("score", figure), await shown("mean", figure)].map(Number);
  const failing = await score(leak);
  await press("[name=mended]", leak);
  assert.ok((await score(leak))[0] < failing[0], "the last fold does worse without the leak");

  assert.equal((await score(sorted))[1], 0);
  await press("[name=mended]", sorted);
  assert.ok((await score(sorted))[1] > 0.8);

  assert.equal(await heldOut(11, remainder), 9);
  await press("[name=mended]", remainder);
  assert.equal(await heldOut(11, remainder), 11);

  assert.match(await text(".ow-told", rare), /warns: the rarest class has only 2 rows, fewer than the 5 folds/);
  await press("[name=mended]", rare);
  assert.doesNotMatch(await text(".ow-told", rare), /warns/);
});

test("on a phone nothing overflows", async () => {
  await page.look({ width: 360, height: 740 });
  assert.ok(await page.run(() => document.documentElement.scrollWidth <= window.innerWidth + 1));
});
