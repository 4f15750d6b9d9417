// Drives the figures of activations, losses, normalisation and dropout: `node --test book/tests/functions.test.mjs` after a build.

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
const set = (name, value) =>
  page.run(
    (n, v) => {
      const field = document.querySelector(`.ow-live [name="${n}"]`);
      if (field.type === "checkbox") field.checked = v;
      else field.value = v;
      field.dispatchEvent(new Event("input"));
      field.dispatchEvent(new Event("change"));
    },
    name,
    value,
  );

test("a gradient dies in sigmoids and lives in ReLUs", async () => {
  await visit("/activation/activations.html");
  assert.equal(await count('[data-curve="derivative"]'), 1);
  const left = Number(await text('[data-gradient="0"]'));
  assert.ok(left > 0 && left < 0.25 ** 9, `${left}`);
  await set("function", "relu");
  assert.equal(await text('[data-gradient="0"]'), "1");
  assert.equal(await text(".ow-note"), "Through 10 layers 1 of the gradient reaches the input.");
  await set("start", -1);
  assert.equal(await text(".ow-note"), "Nothing of the gradient reaches the input.");
});

test("a gate that is open lets all through", async () => {
  await visit("/activation/glu.html");
  await set("function", "reglu");
  assert.equal(await count('[data-curve="value"]'), 1);
});

test("probabilities ignore a shift, and a mask takes what it masks", async () => {
  await visit("/activation/softmax.html");
  const before = await text("td[data-p]");
  await set("shift", 1000);
  assert.ok(Math.abs(Number(await text("td[data-p]")) - Number(before)) < 1e-3);
  for (const i of [0, 1, 2]) await set(`mask${i}`, true);
  assert.equal(await text("td[data-p]"), "0");
  await set("mask3", true);
  assert.match(await text(".ow-note"), /NaN/);
  await set("zero", true);
  assert.equal(await text(".ow-note"), "They sum to 0.");
});

test("Huber's derivative is no steeper than delta", async () => {
  await visit("/loss/losses.html");
  await set("loss", "huber");
  await set("delta", 0.5);
  assert.equal(await text(".ow-note"), "Huber: the steepest derivative in this range is 0.5.");
});

test("the gradients of the scores sum to nothing", async () => {
  await visit("/loss/cross_entropy.html");
  assert.match(await text(".ow-note"), /the gradients sum to 0\.$/);
  const right = Number((await page.run(() => document.querySelector(".ow-live .ow-note").dataset.loss)));
  await set("truth", "2");
  const wrong = Number((await page.run(() => document.querySelector(".ow-live .ow-note").dataset.loss)));
  assert.ok(Math.abs(wrong - right - 3) < 1e-4, `${wrong} ${right}`);
});

test("a batch has mean 0 once normalised, wherever it was, and rows too", async () => {
  await visit("/nn/batch_norm.html");
  assert.ok((await count("circle")) > 500);
  await visit("/nn/layer_norm.html");
  await set("far", 10000);
  assert.equal(await text("dd"), "0");
});

test("dropout at 0 keeps all and at 1 none, and calls differ", async () => {
  await visit("/nn/dropout.html");
  const first = await text(".ow-note");
  await page.run(() => document.querySelector('.ow-live [data-act="next"]').click());
  assert.notEqual(await text(".ow-note"), first.replace("Call 0", "Call 1"));
  await set("p", 0);
  assert.equal(await count('[data-kept="1"]'), 288);
  await set("p", 1);
  assert.equal(await count('[data-kept="1"]'), 0);
});
