// Drives the figures of the linear models' pages in headless Chromium.

import assert from "node:assert/strict";
import { test } from "node:test";
import { driven } from "./browser.mjs";

let page;
let server;
driven((...opened) => ([page, server] = opened));

async function visit(path) {
  await page.go("about:blank");
  await page.go(server.origin + path);
  await page.until(() => document.readyState === "complete" && (document.documentElement.dataset.figures === "ready" || !document.querySelector(".ow-live")));
}

const text = (selector, figure = 0) => page.run((s, f) => document.querySelectorAll(".ow-live")[f].querySelector(s).textContent, selector, figure);
const count = (selector, figure = 0) => page.run((s, f) => document.querySelectorAll(".ow-live")[f].querySelectorAll(s).length, selector, figure);
const shown = (name, figure = 0) => text(`[data-value="${name}"]`, figure);
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
const last = (figure = 0) =>
  page.run((f) => {
    const slider = document.querySelectorAll(".ow-live")[f].querySelector(".ow-player input");
    slider.value = slider.max;
    slider.dispatchEvent(new Event("input", { bubbles: true }));
  }, figure);

const PAGE = "/linear_model/gradient_descent.html";

test("descent steps down to the line of least squares", async () => {
  await visit(PAGE);
  assert.equal(await count(".ow-contours path") > 4, true);
  assert.equal(await shown("slope"), "0");
  const start = Number(await shown("loss"));
  await press('[data-act="step"]');
  assert.equal(await shown("step"), "1");
  assert.ok(Number(await shown("loss")) < start);
  await press('[data-act="back"]');
  assert.equal(await shown("step"), "0");
  await last();
  const told = await text(".ow-told");
  const [, slope, intercept] = told.match(/slope ([\d.-]+) and intercept ([\d.-]+)\./);
  assert.ok(Math.abs(Number(await shown("slope")) - Number(slope)) < 2e-3, told);
  assert.ok(Math.abs(Number(await shown("intercept")) - Number(intercept)) < 5e-3, told);
});

test("batches are drawn large and another seed takes another way", async () => {
  await visit(PAGE);
  await set("batch", "4");
  await press('[data-act="step"]');
  assert.equal(await count(".ow-points .ow-c1"), 4);
  const one = await shown("slope");
  await press("[name=again]");
  await press('[data-act="step"]');
  assert.notEqual(await shown("slope"), one);
  await set("batch", "1");
  await press('[data-act="step"]');
  assert.equal(await count(".ow-points .ow-c1"), 1);
});

test("a rate too large is told", async () => {
  await visit(PAGE);
  await set("rate", "2.5");
  assert.match(await text(".ow-told"), /too large/);
  await last();
  assert.match(await text(".ow-note"), /left the picture/);
  await set("rate", "1");
  assert.doesNotMatch(await text(".ow-told"), /too large/);
});

test("each pitfall fails and is mended", async () => {
  await visit(PAGE);
  assert.equal(await page.run(() => document.querySelectorAll(".ow-live").length), 4);
  for (const figure of [1, 2, 3]) {
    const failing = Number(await shown("loss", figure));
    await press("[name=mended]", figure);
    const mended = Number(await shown("loss", figure));
    assert.ok(mended < 0.5 * failing, `figure ${figure}: ${mended} is not well below ${failing}`);
  }
  await visit("/linear_model/linear_regression.html");
  const slope = () => page.run(() => Number(document.querySelector(".ow-live .ow-told").dataset.slope));
  assert.ok(Math.abs((await slope()) - 1.4) > 0.5, `by sums that cancel: ${await slope()}`);
  await press("[name=mended]");
  assert.ok(Math.abs((await slope()) - 1.4) < 0.2, `by the library: ${await slope()}`);
});

test("the ridge page has its formulas and code", async () => {
  await visit("/linear_model/ridge.html");
  assert.ok((await page.run(() => document.querySelectorAll("math").length)) >= 3);
  assert.ok((await page.run(() => document.querySelectorAll("figure.ow-code").length)) >= 2);
});
