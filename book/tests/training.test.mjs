// Drives the figures of the optimizers' pages and of training in headless Chromium.

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

const text = (selector) => page.run((s) => document.querySelector(`.ow-live ${s}`).textContent, selector);
const count = (selector) => page.run((s) => document.querySelectorAll(`.ow-live ${s}`).length, selector);
const shown = (name) => text(`[data-value="${name}"]`);
const press = (selector) => page.run((s) => document.querySelector(`.ow-live ${s}`).click(), selector);
const set = (name, value, event = "change") =>
  page.run(
    (n, v, e) => {
      const control = document.querySelector(`.ow-live [name="${n}"]`);
      control.value = v;
      control.dispatchEvent(new Event(e, { bubbles: true }));
    },
    name,
    value,
    event,
  );

test("optimizers race, and who is switched off is gone", async () => {
  await visit("/optim/optimizers.html");
  assert.equal(await count(".ow-path path"), 7);
  assert.ok((await count(".ow-shades rect")) > 1000);
  const adam = Number(await text('[data-loss="adam"]'));
  assert.ok(adam < 0.5, `Adam stands at ${adam}`);
  await press('[name="on-sgd"]');
  assert.equal(await count(".ow-path path"), 6);
  assert.equal(await text('[data-loss="sgd"]'), "");
  await set("surface", "bowl");
  const before = Number(await text('[data-loss="momentum"]'));
  await set("lr-momentum", "5");
  assert.match(await text('[data-loss="momentum"]'), /left the numbers/);
  await set("lr-momentum", "0.005");
  assert.equal(Number(await text('[data-loss="momentum"]')), before);
  await press('[data-act="to the start"]');
  assert.match(await text(".ow-note"), /After 0 steps/);
});

test("Adam's corrected mean is right from the first step on", async () => {
  await visit("/optim/adam.html");
  assert.equal(await shown("step"), "1");
  const [gradient, mean, corrected] = [Number(await shown("gradient")), Number(await shown("mean")), Number(await shown("corrected mean"))];
  assert.ok(Math.abs(corrected - gradient) < 1e-3 * Math.abs(gradient) && Math.abs(mean - 0.1 * gradient) < 1e-3);
  assert.ok(Math.abs(Number(await shown("step with")) - 1) < 1e-3);
  assert.ok(Number(await shown("step without")) > 2.5);
  await set("beta2", "0.9", "input");
  assert.ok(Number(await shown("step without")) < 0.5, await shown("step without"));
  await press('[data-act="step"]');
  assert.equal(await shown("step"), "2");
});

test("schedules are drawn over each other", async () => {
  await visit("/optim/schedule.html");
  assert.equal(await count("[data-schedule]"), 3);
  await press('[name="exponential"]');
  assert.equal(await count("[data-schedule]"), 4);
  await set("at", "99", "input");
  assert.match(await text(".ow-note"), /Step 99: step 0\.09, exponential 0\.05\d*, cosine 2\.467e-4/);
});

test("a network learns the spirals, and a rate too large is seen", async () => {
  await visit("/train/training.html");
  const right = () => page.run(() => Number(document.querySelector(".ow-live .ow-told").dataset.right));
  assert.ok((await right()) >= 110, `${await right()} of 120`);
  assert.equal(await count("[data-parameter]"), 6);
  assert.ok((await count(".ow-map rect")) > 1000);
  await press('[data-act="to the start"]');
  assert.equal(await shown("step"), "0");
  await press('[data-act="step"]');
  assert.equal(await shown("epoch"), "1");
  await set("hidden", "4");
  assert.equal(await count("[data-parameter]"), 4);
  await set("optimizer", "sgd");
  await set("lr", "0.001");
  assert.ok((await right()) < 110, `${await right()} of 120`);
});
