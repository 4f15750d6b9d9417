// Drives the figures of TF-IDF, angles, BM25 and the index: `node --test book/tests/text_search.test.mjs` after a build.

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
    },
    name,
    value,
  );
const press = (name) => page.run((n) => document.querySelector(`.ow-live button[name="${n}"]`).click(), name);

test("the two forms stand side by side, and follow the documents", async () => {
  await visit("/text/tfidf.html");
  await type("documents", "same a\nsame b");
  // ln(2 / 3) / 2 by the textbook; 1 over the root of 1 + (ln(3 / 2) + 1)^2 by scikit-learn
  assert.equal(await text('[data-cell="same-1"]'), "-0.203 | 0.58");
  assert.equal(await text('[data-cell="same-idf"]'), "-0.405 | 1");
  assert.equal(await text('[data-cell="b-1"]'), "·");
  assert.match(await text(".ow-note"), /below 0 by the textbook: same\./);
  await press("counts");
  assert.equal(await text('[data-cell="same-2"]'), "1");
  await type("documents", " ");
  assert.match(await text(".ow-note"), /list of texts is empty/);
});

test("documents turn towards the query as they share its words", async () => {
  await visit("/text/similarity.html");
  await type("documents", "red apple\nblue sky\nred apple red apple");
  await type("query", "red apple");
  assert.match(await text('[data-rank="1"]'), /red apple0\.0°1$/);
  assert.match(await text('[data-rank="3"]'), /blue sky90\.0°0$/);
  assert.equal(await count("svg line"), 4);
  await type("query", "zebra");
  assert.match(await text(".ow-note"), /no direction/);
});

test("the variants score, and the settings bend the curve", async () => {
  await visit("/text/bm25.html");
  await type("documents", "cat\ndog cat\ndog");
  await type("query", "cat");
  // ln(1 + 1.5 / 2.5) / (1 + 1.5 (1 - 0.75 + 0.75 / (4 / 3)))
  assert.equal(await text('[data-score="lucene-1"]'), "0.2118");
  assert.equal(await text('[data-score="lucene-3"]'), "0");
  await type("b", "0");
  assert.equal(await text('[data-score="lucene-1"]'), await text('[data-score="lucene-2"]'));
  assert.equal(await count(".ow-line polyline"), 5);
});

test("the index finds and marks the words", async () => {
  await visit("/text/search.html");
  await type("query", "stone zebra");
  assert.equal(await count("mark"), 2);
  assert.equal(await text("mark"), "stone");
  assert.match(await text(".ow-note"), /^2 documents have .* In no document: zebra\.$/);
});
