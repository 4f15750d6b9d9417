// Drives the figures of the distributions: `node --test book/tests/distributions.test.mjs` after a build.

import assert from "node:assert/strict";
import { test } from "node:test";
import { driven } from "./browser.mjs";

let page;
let server;
driven((...opened) => ([page, server] = opened));

async function visit(path) {
  await page.go("about:blank");
  await page.go(server.origin + path);
  await page.until(() => document.readyState === "complete" && document.documentElement.dataset.figures === "ready");
}

const text = (selector) => page.run((s) => document.querySelector(`.ow-live ${s}`).textContent, selector);
const count = (selector) => page.run((s) => document.querySelectorAll(`.ow-live ${s}`).length, selector);
const click = (selector) => page.run((s) => {
  const node = document.querySelector(`.ow-live ${s}`);
  node.dispatchEvent(new MouseEvent("click", { bubbles: true }));
}, selector);
const slide = (name, value) =>
  page.run((n, v) => {
    const field = document.querySelector(`.ow-live [name="${n}"]`);
    field.value = v;
    field.dispatchEvent(new Event("input"));
    field.dispatchEvent(new Event("change"));
  }, name, value);
const distance = async () => Number((await text('[data-value="distance"]')).split(": ")[1]);

test("dragging n makes the binomial normal", async () => {
  await visit("/distributions/map.html");
  assert.match(await text(".ow-note"), /^binomial → normal, a limit/);
  const far = await distance();
  await slide("parameter", 500);
  const nearer = await distance();
  await slide("parameter", 1000);
  const near = await distance();
  assert.ok(far > nearer && nearer > near && near < 0.02, `${far} ${nearer} ${near}`);
});

test("dragging n makes the binomial a Poisson, chosen on the map", async () => {
  await visit("/distributions/map.html");
  await click('[data-edge="binomial poisson"]');
  assert.match(await text(".ow-note"), /^binomial → poisson, a limit/);
  const far = await distance();
  await slide("parameter", 1000);
  assert.ok((await distance()) < 0.002 && far > 0.05);
});

test("every edge can be played at both ends", async () => {
  await visit("/distributions/map.html");
  const edges = await count(".ow-edge");
  assert.ok(edges >= 20);
  for (let i = 0; i < edges; i++) {
    await slide("edge", i);
    for (const at of [0, 1000]) {
      await slide("parameter", at);
      assert.ok((await count('[data-curve="first"], [data-mass="first"]')) > 0, `edge ${i} at ${at}`);
      assert.ok((await count('[data-curve="second"], [data-mass="second"]')) > 0, `edge ${i} at ${at}`);
    }
  }
});

test("heads and tails move the belief", async () => {
  await visit("/distributions/conjugate.html");
  assert.match(await text(".ow-note"), /beta\(1, 1\)\. Heads next: 0\.5\./);
  for (const side of ["heads", "heads", "heads", "tails"]) await click(`[name="${side}"]`);
  assert.match(await text(".ow-note"), /beta\(4, 2\)\. Heads next: 0\.6667\./);
  await click('[name="back"]');
  assert.match(await text(".ow-note"), /beta\(4, 1\)\. Heads next: 0\.8\./);
});

test("an alias table draws one number a step", async () => {
  await visit("/distributions/categorical.html");
  assert.equal(await count("[data-owner]"), 12);
  for (let i = 0; i < 5; i++) await click('[data-act="step"]');
  assert.equal(await count("[data-draw]"), 5);
  assert.match(await text(".ow-note"), /5 drawn\.$/);
  await slide("method", "rejection");
  await click('[data-act="step"]');
  assert.equal(await count("[data-fate]"), 1);
  await slide("method", "inverse");
  await click('[data-act="step"]');
  assert.match(await text(".ow-note"), /first lies under the staircase/);
});

test("a slider moves the binomial, and samples pile up", async () => {
  await visit("/distributions/binomial.html");
  assert.match(await text(".ow-note"), /^The mean is 6, /);
  await slide("p", 0.5);
  assert.match(await text(".ow-note"), /^The mean is 10, /);
  await click('[name="draw"]');
  assert.match(await text(".ow-note"), /500 samples/);
  const counted = await page.run(() => [...document.querySelectorAll(".ow-live [data-count]")].reduce((sum, bar) => sum + Number(bar.dataset.count), 0));
  assert.ok(counted > 480 && counted <= 500);
});
