// Drives the figures of cleaning, cutting and the pipeline: `node --test book/tests/text_clean.test.mjs` after a build.

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
const all = (selector) => page.run((s) => [...document.querySelectorAll(`.ow-live ${s}`)].map((e) => e.textContent), selector);
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

test("a sentence passes the stages one by one", async () => {
  await visit("/text/pipeline.html");
  await type("text", "<b>Don't</b> pause 😀 at https://a.b: Running dogs!");
  assert.deepEqual(await all("[data-stage] th"), ["html", "urls", "emoji", "lower", "nltk", "stop:en", "punctuation", "porter"]);
  assert.equal(await text('[data-stage="emoji"] td:last-child'), "Don't pause  at : Running dogs!");
  assert.deepEqual(await all('[data-stage="stop:en"] del'), ["do", "n't", "at"]);
  assert.equal(await text(".ow-note"), "3 tokens: paus, run, dog");
  await type("stages", "nltk,html");
  assert.match(await text(".ow-note"), /before the tokenizer/);
  await type("stages", "lower,unicode");
  assert.match(await text(".ow-note"), /tokens: b, don't, b, pause, at, https, a.b, running, dogs/);
});

test("tokens know their places, and sentences their abbreviations", async () => {
  await visit("/text/tokenize.html");
  await type("text", 'Dr. No said "😀 can\'t". Did he?');
  assert.deepEqual(await all("mark"), ["Dr.", "No", "said", "``", "😀", "ca", "n't", "''", ".", "Did", "he", "?"]);
  const title = await page.run(() => document.querySelector('.ow-live mark[data-token="n\'t"]').title);
  assert.equal(title, "characters 17 to 20");
  await type("by", "english");
  assert.deepEqual(await all("mark"), ['Dr. No said "😀 can\'t".', "Did he?"]);
  await type("by", "sentences");
  assert.equal((await all("mark")).length, 3);
});

test("the copied pattern deletes Chinese, and Unicode's grammar does not", async () => {
  await visit("/text/clean.html");
  await type("text", "人工智能 🤖 한국 👩🏽‍🔬 ™");
  assert.equal(await text('[data-left="copied"]'), " 🤖  \u200d ™");
  assert.equal(await text('[data-left="emoji"]'), "人工智能  한국  ");
  assert.match(await text(".ow-note"), /deletes 6 letters of the text; Unicode's grammar deletes 0/);
  await page.run(() => document.querySelector('.ow-live [name="keep"]').click());
  assert.equal(await text('[data-left="emoji"]'), "人工智能  한국  ™");
});
