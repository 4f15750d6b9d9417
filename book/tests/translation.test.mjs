// Drives the figures of BLEU, chrF and TER in the built book.

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

const text = (selector) => page.run((s) => document.querySelector(".ow-live").querySelector(s).textContent, selector);
const count = (selector) => page.run((s) => document.querySelector(".ow-live").querySelectorAll(s).length, selector);
const press = (selector) => page.run((s) => document.querySelector(".ow-live").querySelector(s).click(), selector);
const write = (name, value, kind = "input") =>
  page.run(
    (n, v, k) => {
      const field = document.querySelector(`.ow-live [name="${n}"]`);
      field.value = v;
      field.dispatchEvent(new Event(k, { bubbles: true }));
    },
    name,
    value,
    kind,
  );

test("BLEU clips the paper's example and lights up what matches", async () => {
  await visit("/metrics/bleu.html");
  // Papineni et al. 2002, section 2.1: 2 of 7.
  await write("hypothesis", "the the the the the the the");
  await write("references", "the cat is on the mat\nthere is a cat on the mat");
  await press("[data-act='to the start']");
  await press("[data-act=step]");
  assert.match(await text('[data-value="p1"]'), /^2\/7 = 28\.57 %$/);
  assert.equal(await count("[data-gram=matched]"), 2);
  assert.equal(await count("[data-gram=clipped]"), 5);
  assert.equal(await count('[data-row="hypothesis"] .ow-lit'), 2);
  assert.equal(await count('[data-row="reference 0"] .ow-lit'), 2);
});

test("BLEU of sacreBLEU's own example, and the brevity penalty", async () => {
  await visit("/metrics/bleu.html");
  // sacrebleu 2.6.0: sentence_bleu("a cat sat on the", ["a cat sat on the mat"], use_effective_order=False).score is 81.8730753077982
  await write("hypothesis", "a cat sat on the");
  await write("references", "a cat sat on the mat");
  for (let i = 0; i < 5; i++) await press("[data-act=step]");
  assert.equal(await text('[data-value="BLEU"]'), "81.87");
  assert.equal(await text('[data-value="BP"]'), "0.8187");
  await write("tokenize", "char", "change");
  assert.equal(await count('[data-row="hypothesis"] .ow-word'), 12);
  await write("references", "");
  assert.match(await text(".ow-problem"), /references is empty/);
});

test("one text under every setting: a score with each signature", async () => {
  await visit("/metrics/different_numbers.html");
  assert.equal(await count("[data-score]"), 10);
  const scores = await page.run(() => [...document.querySelectorAll("[data-score]")].map((cell) => Number(cell.textContent)));
  assert.ok(Math.max(...scores) - Math.min(...scores) > 20, scores.join(" "));
  await write("hypotheses", "one\ntwo\nthree");
  assert.match(await text(".ow-problem"), /references: got 2/);
});

test("chrF shows what is covered", async () => {
  await visit("/metrics/chrf.html");
  // sacrebleu 2.6.0: sentence_chrf("Die Häuser standen leer.", ["Das Haus stand leer."]).score is 35.29...
  assert.equal(await text('[data-value="chrF2"]'), "35.29");
  await write("words", "2", "change");
  assert.equal(await text('[data-value="chrF2++"]'), "34.65");
  assert.equal(await count('[data-row="hypothesis"] .ow-letter'), 24);
  assert.equal(await count("tr[data-order]"), 8);
});

test("TER shifts, then edits", async () => {
  await visit("/metrics/ter.html");
  await write("hypothesis", "d e f g h a b c");
  await write("reference", "a b c d e f g h");
  await press("[data-act='to the start']");
  await press("[data-act=step]");
  assert.match(await text(".ow-note"), /Shift “a b c”|Shift “d e f g h”/);
  await press("[data-act=step]");
  assert.equal(await text('[data-value="TER"]'), "12.5");
  assert.equal(await text('[data-value="shifts"]'), "1");
  assert.equal(await count('[data-row="hypothesis"] [data-edit=keep]'), 8);
});
