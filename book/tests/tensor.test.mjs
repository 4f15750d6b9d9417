// Drives the figure of the tape: `node --test book/tests/tensor.test.mjs` after a build.

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

const node = (name, what) => page.run((n, w) => document.querySelector(`.ow-live [data-node="${n}"]`).dataset[w], name, what);
const act = (name) => page.run((n) => document.querySelector(`.ow-live [data-act="${n}"]`).click(), name);
const set = (name, value) =>
  page.run(
    (n, v) => {
      const field = document.querySelector(`.ow-live [name="${n}"]`);
      field.value = v;
      for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind));
    },
    name,
    value,
  );

test("the gradients come one node a step and are those of calculus", async () => {
  await visit("/tensor/tensor.html");
  await set("activation", "relu");
  for (const [name, value] of [["w", 2], ["x", 1.5], ["b", -0.5], ["t", 1]]) await set(name, value);
  assert.equal(await node("loss", "value"), "2.25"); // relu(2 × 1.5 - 0.5) - 1 = 1.5
  assert.equal(await node("loss", "grad"), "1");
  assert.equal(await node("difference", "grad"), "");
  await act("step");
  assert.equal(await node("difference", "grad"), "3"); // 2 × 1.5
  assert.equal(await node("w", "grad"), "");
  for (let i = 0; i < 8; i++) await act("step");
  assert.equal(await node("w", "grad"), "4.5"); // 3 × x
  assert.equal(await node("x", "grad"), "6"); // 3 × w
  assert.equal(await node("b", "grad"), "3");
  assert.equal(await node("t", "grad"), "-3");
});

test("what the activation cuts off gets no gradient", async () => {
  await visit("/tensor/tensor.html");
  await set("activation", "relu");
  await set("b", -3);
  for (let i = 0; i < 9; i++) await act("step");
  assert.equal(await node("w", "grad"), "0");
  await act("to the start");
  assert.equal(await node("w", "grad"), "");
});
