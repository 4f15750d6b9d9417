// Drives the figures of ROUGE, perplexity, rankings and the stemmer: `node --test book/tests/rouge_ranking.test.mjs` after a build.

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
const type = (name, value) =>
  page.run(
    (n, v) => {
      const field = document.querySelector(`.ow-live [name="${n}"]`);
      field.value = v;
      field.dispatchEvent(new Event("input"));
      field.dispatchEvent(new Event("change"));
    },
    name,
    value,
  );

test("the table fills and the scores follow the texts", async () => {
  await visit("/metrics/rouge.html");
  await type("hypothesis", "a b c d");
  await type("reference", "a c b d");
  assert.equal(await text('[data-value="rougeL"]'), "P 0.75  R 0.75  F 0.75");
  assert.equal(await text('[data-value="rouge1"]'), "P 1  R 1  F 1");
  assert.equal(await count("[data-member]"), 3);
  assert.equal(await count("td"), 25); // five rows of five cells, the empty ones among them
  await page.run(() => document.querySelector('.ow-live [data-act="to the start"]').click());
  assert.equal(await count("td"), 5);
});

test("moving the best document up raises nDCG to its greatest", async () => {
  await visit("/metrics/ranking.html");
  assert.match(await text('[data-value="recip_rank"]'), /^0\.5 /);
  await page.run(() => document.querySelector('.ow-live [name="up-b"]').click());
  assert.match(await text('[data-value="recip_rank"]'), /^1 /);
});

test("a token of probability 1 surprises nobody", async () => {
  await visit("/metrics/perplexity.html");
  await page.run(() => {
    for (const slider of document.querySelectorAll('.ow-live input[type="range"]')) {
      slider.value = "0.25";
      slider.dispatchEvent(new Event("input"));
    }
  });
  assert.equal(await text(".ow-note"), "In doubt among 4 equally likely tokens, on the geometric average.");
});

test("the rules of a word are shown, by mode", async () => {
  await visit("/text/stem.html");
  await type("word", "dying");
  assert.equal(await text(".ow-note"), "The stem is die.");
  await type("mode", "ORIGINAL_ALGORITHM");
  assert.equal(await text(".ow-note"), "The stem is dy.");
});
